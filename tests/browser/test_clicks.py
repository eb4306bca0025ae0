"""Clicks of what is done every day, counted, and held against the table of the design page."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Locator, expect

from centres.consultancy.models.call import ConsultancyCall
from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lists.flows import batch
from reviews.reports.models.report import Report
from tests import scene, visits
from tests.browser.clicks import Count, counted, written_down
from tests.browser.conftest import Somebody, with_password
from tests.factories.years import many_years

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

READY, CENTRES, ADVISERS = 8, 80, 4
TELEPHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def _clock(transactional_db) -> Iterator[None]:
    """The day of the visits, for the server; the browsers keep their own."""
    with time_machine.travel(visits.ON_THE_DAY):
        yield


def at_home(somebody: Somebody, user: User) -> Somebody:
    """Signed in, on the first page of whoever it is."""
    somebody.sign_in(with_password(user), code=user.iqm_role_set.exists())
    assert somebody.sees("Sign out")
    return somebody


def main_link(somebody: Somebody, name: str) -> Locator:
    return somebody.page.get_by_role("main").get_by_role("link", name=name).first


def held_against_the_table(way: str, count: Count) -> None:
    """As many as are written down, and those not more than they may be."""
    written, most = written_down(way)
    assert count.clicks == written
    assert written <= most


def test_all_reports_of_a_week_are_issued(meet) -> None:
    """Of eight schools, each with an assessor of its own, in a list with two that are not as far."""
    for _number in range(READY):
        visits.confirmed()
    visits.factual()
    sam = at_home(meet(), visits.checking().second)

    with counted(sam) as count:
        sam.click("Reports")
        sam.page.get_by_label(f"all {READY + 2} rows of this list").check()
        sam.press("Issue")
        sam.press(f"Issue: do it to {READY} rows")
        assert sam.sees(f"{READY} done, 0 not done, 2 left out.")

    assert Report.objects.filter(state="issued").count() == READY
    held_against_the_table("All reports of a week are issued", count)


def test_eighty_centres_are_given_to_advisers(meet) -> None:
    """Twenty to each of four, from one who goes. Ten are done at once, the others by a worker."""
    staff, assessor = scene.iqm_person("Sam", "staff"), scene.iqm_person("Asha", "assessor")
    leaver = scene.iqm_person("Lena", "adviser")
    chosen = [scene.iqm_person(f"Adviser {number}", "adviser") for number in range(ADVISERS)]
    many_years(CENTRES, by=staff, adviser=leaver, assessor=assessor, schools=2, on=london_date(timezone.now()))
    sam = at_home(meet(), staff)

    with counted(sam) as count:
        sam.page.get_by_role("link", name="Centres", exact=True).click()
        sam.page.get_by_label(f"all {CENTRES} rows of this list").check()
        sam.press("Appoint advisers")
        for one in chosen:
            sam.page.get_by_label(one.name).check()
        sam.press("Show what each gets")
        sam.press(f"Appoint advisers: do it to {CENTRES} rows")
        assert sam.sees("10 done")

    batch.carry_on_all(timezone.now())
    held = CentreAccess.objects.live().filter(kind="adviser")
    assert [held.filter(user=one).count() for one in chosen] == [CENTRES // ADVISERS] * ADVISERS
    held_against_the_table("Eighty Centres are given to four advisers", count)


def test_where_is_our_report(meet) -> None:
    """A school rings: the page that the search finds says where it is, with whom, and until when."""
    made = visits.factual()
    sam = at_home(meet(), made.staff)

    with counted(sam) as count:
        sam.page.keyboard.press("/")
        sam.page.keyboard.type("lead school")
        sam.page.keyboard.press("Enter")
        main_link(sam, "Lead School").click()
        expect(sam.page.locator("#standing")).to_contain_text(
            "Report: With the school for its facts since Tuesday 19 January 2027, answer by"
        )

    held_against_the_table("“Where is our report?”", count)


def test_next_step_of_a_coordinator(meet) -> None:
    played = scene.active()
    clara = at_home(meet(), played.lead.coordinator)

    with counted(clara) as count:
        main_link(clara, "Lodge the plan").click()
        expect(clara.page.get_by_role("button", name="Lodge the plan")).to_be_visible()

    held_against_the_table("A coordinator's next step", count)


def test_call_is_logged_on_a_telephone(meet) -> None:
    """How and when are filled in. Each field to be written is touched first."""
    played = scene.active()
    alan = at_home(meet(**TELEPHONE), played.adviser)

    with counted(alan) as count:
        alan.page.get_by_text("Menu", exact=True).first.tap()
        alan.page.get_by_role("link", name="My Centres").first.tap()
        main_link(alan, "Log a call").tap()
        for label, words in (("Minutes", "20"), ("With whom", "Clara"), ("About what", "The plan for research.")):
            alan.page.get_by_label(label).first.tap()
            alan.page.keyboard.type(words)
        alan.page.get_by_role("button", name="Log the call").tap()
        assert alan.sees("Logged")

    assert ConsultancyCall.objects.get().minutes == 20
    held_against_the_table("A call is logged, on a telephone", count)


def test_count_hears_each_way_to_press_and_no_letter(meet) -> None:
    """A choice in a select, Enter after typing, a press of the mouse: three."""
    made = visits.factual()
    sam = at_home(meet(), made.staff)
    sam.open("/schools/")

    with counted(sam) as count:
        page = sam.page
        page.locator("select").first.select_option(index=1)
        page.locator("main input[type=search]").first.focus()
        page.keyboard.type("a school")
        page.keyboard.press("Enter")
        page.wait_for_url("**/schools/?*")
        page.get_by_text("Order and columns").first.click()

    assert count.clicks == 3
