"""Home tells in one sentence what is asked next of a school, whatever it is; who has several may choose one."""

import html
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from centres.billing.models.charge import Charge
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.my_year import MyYear, mine_of, my_years
from iqm_coe.lib.year_tallies import owed_by
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.integration.home.test_my_year import fresh
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)
visited = world(visits.agreed)
factual = world(visits.factual)


def sentences(mine: MyYear) -> list[str]:
    return [row.words for panel in mine.panels for row in panel.context["rows"]]


def told(user: User, on=TODAY, school: int | None = None) -> list[str]:
    """All sentences of the first year."""
    return sentences(my_years(fresh(user), on, school)[0])


def home(user: User, at: datetime = NOW, **query: object):
    client = Client()
    client.force_login(user, backend=BACKEND)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("home:index"), query)


def words(page) -> str:
    return " ".join(html.unescape(page.text).split())


# ---- what is next


@pytest.mark.rule("R13p")
def test_plan_that_is_due_before_the_update_is_what_is_told(active) -> None:
    plan, review = active.plan(), active.review()
    assert plan.due_on < review.update_due_on

    (sentence,) = told(active.lead.coordinator)

    assert sentence.startswith("Plans of Lead School: ")
    assert f"to lodge by {plan.due_on:%A %-d %B %Y}." in sentence


@pytest.mark.rule("R13p")
def test_member_that_lodges_no_plan_is_told_of_its_update_with_its_counts(active) -> None:
    (sentence,) = told(active.members[0].coordinator)

    due_on = active.review(active.members[0]).update_due_on
    assert (
        sentence == f"The update of Second School is due on {due_on:%A %-d %B %Y}: 0 of 10 elements answered or done."
    )


@pytest.mark.rule("R13p")
def test_invoice_that_is_due_sooner_is_what_is_told_and_that_it_is_late() -> None:
    money = Money()
    invoice = money.issue(money.charges[0])
    charge = Charge.objects.get(pk=money.charges[0].pk)
    school = charge.membership.school
    head = SchoolRoleFactory(school=school, kind="headteacher").user

    (before,) = told(head, invoice.due_on, school.pk)
    (after,) = told(head, invoice.due_on + days(1), school.pk)

    assert before.startswith(f"Payment of {school.name}: ")
    assert f"to pay by {invoice.due_on:%A %-d %B %Y}." in before
    assert after == f"{before} It is late."


@pytest.mark.rule("R13p")
def test_agreed_day_is_told_once_nothing_is_asked_before_it(visited) -> None:
    lead = visited.lead
    assert told(lead.coordinator, visits.VISIT_DAY - days(1))[0].startswith("Visit of Lead School: Day agreed")


@pytest.mark.rule("R13p")
def test_facts_are_asked_once_and_stand_first_where_they_are_next(factual) -> None:
    on = visits.ON_THE_DAY.date()

    assert "your silence counts as a yes" in told(factual.lead.head, on)[0]
    assert len(told(factual.lead.head, on)) == 1


@pytest.mark.rule("R13p")
def test_facts_are_told_also_where_something_else_is_late(factual) -> None:
    on = factual.report.factual.due_on
    Plan.objects.filter(year=factual.report.review.year).update(due_on=on - days(1))

    first, second = told(factual.lead.head, on)

    assert first.startswith("Plans of Lead School")
    assert "your silence counts as a yes" in second


# ---- one of several schools


@pytest.fixture
def of_both(active) -> User:
    user = active.lead.coordinator
    SchoolRoleFactory(school=active.members[0].school, user=user, kind="headteacher")
    return user


@pytest.mark.rule("R13q")
def test_who_has_one_school_chooses_none(active) -> None:
    assert "All my schools" not in words(home(active.lead.coordinator))


@pytest.mark.rule("R13q")
@pytest.mark.parametrize("is_over", [False, True])
def test_who_has_one_school_reads_that_there_is_no_other_to_choose(active, is_over) -> None:
    who, school = active.lead.coordinator, active.lead.school
    if is_over:
        CentreYear.objects.update(opens_on=TODAY - days(9), closes_on=TODAY - days(1))

    page = home(who, school=school.pk)

    assert page.status_code == 200
    assert f"You speak for one school, {school.name}: there is no other to choose." in words(page)
    assert "All my schools" not in words(page)


@pytest.mark.rule("R13q")
@pytest.mark.parametrize("asked", ["0", "abc", "-1", "²", "٢٠٦", str(10**30), "1.0", " 1", ["0", "abc"]])
@pytest.mark.parametrize("route", ["home:index", "home:dates"])
def test_what_is_no_school_of_theirs_is_not_there_and_breaks_nothing(active, asked, route) -> None:
    client = Client()
    for who in (active.lead.coordinator, active.staff):
        client.force_login(who, backend=BACKEND)
        assert client.get(reverse(route), {"school": asked}).status_code == 404


@pytest.mark.rule("R13q")
def test_of_two_schools_in_the_address_the_last_one_is_chosen(active) -> None:
    who, school = active.lead.coordinator, active.lead.school
    assert home(who, school=["0", school.pk]).status_code == 200


@pytest.mark.rule("R13q")
def test_line_sentence_and_days_are_those_of_the_chosen_school(of_both, active) -> None:
    member = active.members[0].school
    (whole,), (own,) = (my_years(fresh(of_both), TODAY, chosen) for chosen in (None, member.pk))

    assert [one.split(":")[0].partition(" is due")[0] for one in sentences(whole)] == [
        "Plans of Lead School",
        "The update of Second School",
    ]
    assert [one.partition(" is due")[0] for one in sentences(own)] == ["The update of Second School"]
    assert "plans" in {step.code for step in whole.steps}
    assert "plans" not in {step.code for step in own.steps}
    assert "plans" not in {step.code for step in own.next_days}


@pytest.mark.rule("R13q")
def test_page_says_whose_year_it_is_and_whose_the_list_below(of_both, active) -> None:
    member = active.members[0].school

    every, chosen = words(home(of_both)), words(home(of_both, school=member.pk))

    assert "You speak for several schools." in every
    assert f'<option value="{member.pk}" selected>Second School</option>' in chosen
    assert "Line, sentence and days are those of Second School; plans are those of its whole Centre." in chosen
    heading = chosen.partition("<h2>What needs me</h2>")[2].strip()
    assert heading.startswith('<p class="hint"> This list is of all your schools, not of Second School alone.')
    assert "This list is of all" not in every
    assert f"{reverse('home:dates')}?school={member.pk}" in chosen


@pytest.mark.rule("R13q")
def test_school_of_nobody_is_not_there(of_both, active) -> None:
    other = scene.staffed_school("Another School").school
    part = SchoolRoleFactory(user=of_both, kind="contributor").school
    for asked in (other.pk, part.pk, 0, "x", "-1", "²"):
        for route in ("home:index", "home:dates"):
            client = Client()
            client.force_login(of_both, backend=BACKEND)
            assert client.get(reverse(route), {"school": asked}).status_code == 404, (route, asked)


@pytest.mark.rule("R13q")
def test_chosen_school_that_stands_in_no_centre_reads_that(of_both) -> None:
    alone = SchoolRoleFactory(user=of_both, kind="coordinator").school

    assert "No year of a Centre runs for your school today." in words(home(of_both, school=alone.pk))
    assert mine_of(fresh(of_both), TODAY, alone.pk).years == []


@pytest.mark.rule("R13q")
def test_visit_to_another_school_is_no_day_of_the_chosen_one(visited) -> None:
    user, lead, other = visited.lead.coordinator, visited.lead.school, visited.member.school
    SchoolRoleFactory(school=other, user=user, kind="headteacher")
    on = visits.VISIT_DAY - days(1)

    def labels(school: int) -> list[str]:
        return [str(step.label) for step in my_years(fresh(user), on, school)[0].days]

    assert any(label.startswith("Visit, at") for label in labels(lead.pk))
    assert not any(label.startswith("Visit, at") for label in labels(other.pk))


@pytest.mark.rule("R13q")
def test_calendar_of_the_chosen_school_holds_its_days(of_both, active) -> None:
    member = active.members[0].school
    client = Client()
    client.force_login(of_both, backend=BACKEND)
    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse("home:dates"), {"school": member.pk})

    found = [event["DTSTART"].dt for event in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert found == [step.on for step in my_years(fresh(of_both), TODAY, member.pk)[0].days]


@pytest.mark.rule("R13q")
def test_a_day_has_one_number_in_the_calendar_of_all_and_in_that_of_a_school(of_both, active) -> None:
    """Whatever its label says: a school may be renamed, and two may be called the same."""
    member = active.members[0].school
    whole, own = calendar_of(of_both), calendar_of(of_both, school=member.pk)
    own_days = {(str(event["SUMMARY"]), event["DTSTART"].dt): str(event["UID"]) for event in own.walk("VEVENT")}
    all_days = {(str(event["SUMMARY"]), event["DTSTART"].dt): str(event["UID"]) for event in whole.walk("VEVENT")}

    assert own_days
    for day, number in own_days.items():
        assert all_days.get(day) == number
    assert str(own["NAME"]) == f"IQM Centre of Excellence: {member.name}"
    assert str(whole["NAME"]) == "IQM Centre of Excellence"


@pytest.mark.rule("R13q")
def test_day_of_one_school_that_is_another_than_that_of_all_has_a_number_of_its_own(of_both, active) -> None:
    review = active.year.reviews.get(school=active.members[0].school)
    type(review).objects.filter(pk=review.pk).update(update_due_on=review.update_due_on + days(9))

    whole, own = calendar_of(of_both), calendar_of(of_both, school=review.school_id)

    (first,) = [str(event["UID"]) for event in whole.walk("VEVENT") if "-update" in str(event["UID"])]
    (second,) = [str(event["UID"]) for event in own.walk("VEVENT") if "-update" in str(event["UID"])]
    assert first != second


@pytest.mark.rule("R13q")
def test_number_of_a_visit_stays_when_its_school_is_renamed_and_differs_from_its_namesakes(visited) -> None:
    user, school = visited.lead.coordinator, visited.lead.school

    def numbers() -> set[str]:
        found = calendar_of(user, visits.ON_THE_DAY - timedelta(days=9)).walk("VEVENT")
        return {str(event["UID"]) for event in found if "Visit, at" in str(event["SUMMARY"])}

    before = numbers()
    type(school).objects.filter(pk=school.pk).update(name="Renamed School")

    assert before == numbers()
    assert str(visited.visit.pk) in before.pop()


@pytest.mark.rule("R13q")
def test_whose_centre_is_still_forming_is_told_of_no_days() -> None:
    made = scene.submitted()
    user = made.lead.coordinator
    SchoolRoleFactory(user=user, kind="coordinator")

    told = words(home(user, school=made.lead.school.pk))

    assert f"No year runs for {made.lead.school.name} yet. The application is that of its whole Centre." in told
    assert "Line, sentence and days" not in told


def calendar_of(user: User, at: datetime = NOW, **query: object) -> Calendar:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        return Calendar.from_ical(client.get(reverse("home:dates"), query).content)


@pytest.mark.rule("R13p")
def test_year_of_which_all_is_done_says_so(active, monkeypatch) -> None:
    monkeypatch.setattr("iqm_coe.home.selectors.my_year.owed_by", _all_done(active))

    assert told(active.members[0].coordinator) == ["All that this year asks of Second School is done."]


def _all_done(made):
    def ask(user, years, on, *, school=None):
        return [(step, one._replace(is_done=True)) for step, one in owed_by(user, years, on, school=school)]

    return ask
