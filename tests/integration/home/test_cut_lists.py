"""Lists that show their first rows say how many there are, and lead to all; a line leads to just its own rows."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.home.flows import work as flows
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.home.selectors.my_year import expected
from iqm_coe.lib.worklist import lines_for
from iqm_coe.lib.year_line import YearStep
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.money import many_charges, many_lines
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
money = world(Money)


def page(user: User, address: str, at=NOW) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.rule("R38h")
@pytest.mark.parametrize(("number", "is_said"), [(8, False), (9, True)])
@pytest.mark.parametrize("state", ["to_price", "open"])
def test_finance_says_that_a_list_is_cut_and_leads_to_all(number, is_said, state) -> None:
    many_charges(number, state=state, net=600 if state == "open" else None)
    fay = scene.iqm_person("Fay", "finance")

    shown = page(fay, reverse("billing:finance"))

    told = f'The first 8 of {number}. <a href="{reverse("billing:charges")}?state={state}">See all {number}</a>'
    assert (told in shown) == is_said


@pytest.mark.rule("R38h")
def test_hours_that_wait_are_counted_and_shown_whole_on_request() -> None:
    many_charges(13)
    fay = scene.iqm_person("Fay", "finance")

    cut = page(fay, reverse("billing:finance"))
    whole = page(fay, reverse("billing:finance") + "?all=hours")

    assert f'The first 8 of 13. <a href="{reverse("billing:finance")}?all=hours">See all 13</a>' in cut
    assert "of 13." not in whole.partition("Hours not unlocked yet")[2].partition("</section>")[0]
    assert cut.count("schools have paid") + cut.count("school has paid") == 8
    assert whole.count("schools have paid") + whole.count("school has paid") == 13


@pytest.mark.rule("R38h")
@pytest.mark.parametrize(("number", "is_said"), [(6, False), (7, True)])
def test_schools_of_somebody_of_many_are_counted(number, is_said) -> None:
    user = SchoolRoleFactory(kind="finance").user
    for _one in range(number - 1):
        SchoolRoleFactory(kind="finance", user=user)

    shown = page(user, reverse("home:index"))

    assert (f'The first 6 of {number}. <a href="{reverse("schools:schools")}">' in shown) == is_said


# ---- See who


def arrears(user: User, at) -> list:
    return [line for line in lines_for(fresh(user), at.date()) if line.action == "See who"]


@pytest.mark.rule("R38h")
def test_each_line_of_arrears_opens_just_its_rows(money) -> None:
    at = NOW + timedelta(days=100)
    own = {line.invoice.number for line in money.lines()}
    many_lines(many_charges(1), money.fay)

    pages = [page(money.fay, line.url, at) for line in arrears(money.fay, at)]

    assert len(pages) == 2
    assert sorted(sum(number in shown for number in own) for shown in pages) == [0, 2]
    assert sorted("> 1 row <" in shown for shown in pages) == [False, True]
    assert all("Only some rows are shown: those of a line in What needs me" in shown for shown in pages)


@pytest.mark.rule("R46r")
def test_line_of_one_centre_s_arrears_is_given_without_those_of_others(money) -> None:
    at, gus = NOW + timedelta(days=100), scene.iqm_person("Gus", "finance")
    money.lines()
    many_lines(many_charges(1), money.fay)
    first, second = arrears(money.fay, at)
    assert first.key != second.key

    flows.give([first.key], gus, by=fresh(money.fay), at=at)

    assert [row.key for row in WorkOwner.objects.all()] == [first.key]


@pytest.mark.rule("R46r")
def test_every_line_fits_where_its_owner_is_kept(money) -> None:
    many_lines(many_charges(40, year=money.year), money.fay)
    at = NOW + timedelta(days=100)

    assert max(len(line.key) for line in lines_for(fresh(money.fay), at.date())) <= 200


# ---- the next days of a school


VISIT = YearStep("Visit", "coming", TODAY + days(3), code="visit")
REPORT = YearStep("Report", "coming", TODAY + days(11), code="report")


@pytest.mark.rule("R38h")
@pytest.mark.parametrize(
    ("steps", "ahead", "labels"),
    [
        ([VISIT, REPORT], [], ["Visit expected by 26 Nov 2026", "Report expected by 4 Dec 2026"]),
        (
            [VISIT, REPORT],
            [YearStep("Visit, at Marlow", "due", TODAY, settles="visit")],
            ["Report expected by 4 Dec 2026"],
        ),
        (
            [REPORT],
            [YearStep("Facts answered", "due", TODAY + days(11), within="report")],
            ["Report expected by 13 Dec 2026"],
        ),
        (
            [REPORT],
            [YearStep("Facts answered", "due", TODAY + days(10), within="report")],
            ["Report expected by 4 Dec 2026"],
        ),
        ([YearStep("Report", "done", TODAY + days(1), code="report")], [], []),
        ([YearStep("Report", "late", TODAY - days(1), code="report")], [], []),
        ([YearStep("Report", "coming", None, code="report")], [], []),
        ([YearStep("Plans", "coming", TODAY + days(1), code="plans")], [], []),
    ],
)
def test_visit_and_report_without_a_certain_day_are_named_as_expected(steps, ahead, labels) -> None:
    assert [str(one.label) for one in expected(steps, ahead, TODAY, TODAY + days(20))] == labels
