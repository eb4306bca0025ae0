"""The home of somebody of a school is this year: the line, one sentence, the next days, never a bare nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from centres.membership.querysets.centre import centres_joined_by
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.my_year import coming, my_years
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.versioned import rewritten
from iqm_coe.lib.worklist import lines_for
from iqm_coe.lib.year_line import YearStep
from iqm_coe.lib.year_tallies import owed_by
from reviews.update.flows import answer as flows
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from reviews.update.selectors.review import update_in_words
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import person
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)
visited = world(visits.agreed)
factual = world(visits.factual)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def open_home(user: User, at: datetime = NOW) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        return client.get(reverse("home:index")).text


def sentence(made, at: datetime = NOW) -> str:
    user = fresh(made.lead.coordinator)
    (owed,) = [
        one
        for step, one in owed_by(user, [made.year.pk], at.date(), school=made.lead.school.pk)
        if step.code == "update"
    ]
    return update_in_words(user, owed, at.date()).words


def test_on_the_day_of_approval_the_year_stands_there_with_its_days(active) -> None:
    page = open_home(active.lead.coordinator)

    assert "This year" in page
    assert "Nothing waits for you" not in page
    assert reverse("year:year", args=[active.year.pk]) in page
    assert page.count('class="key-date"') == 3
    assert "Plans of Lead School: Detailed planning for sustained practice: Expected, with you since" in page


@pytest.mark.parametrize(("offset", "words"), [(-1, "is due on"), (0, "is due on"), (1, "was due on")])
def test_sentence_says_whether_the_day_has_passed(active, offset, words) -> None:
    due_on = active.review().update_due_on

    assert words in sentence(active, datetime.combine(due_on + days(offset), NOW.time(), UTC))


def test_sentence_says_with_whom_the_parts_are(active) -> None:
    kofi = SchoolRoleFactory(school=active.lead.school, kind="contributor", user=person("Kofi")).user
    for one in active.review().answers.all()[:2]:
        flows.give(one, kofi, by=active.lead.coordinator, at=NOW)
    assert sentence(active).endswith("0 of 10 elements answered or done, 2 with Kofi.")

    active.write_update()
    first = active.review().answers.first()
    flows.say_done(first, is_done=True, by=kofi, at=NOW)
    assert sentence(active).endswith("10 of 10 elements answered or done, 1 with Kofi.")


def test_neither_office_nor_stranger_has_a_year_of_their_own(active) -> None:
    for who in (active.staff, active.adviser, person("Nina")):
        assert my_years(fresh(who), TODAY) == []
        assert not centres_joined_by(fresh(who))


@pytest.mark.parametrize(("offset", "is_there"), [(-1, False), (0, True), (364, True), (365, False)])
def test_year_stands_there_from_its_first_day_to_its_last(active, offset, is_there) -> None:
    year = active.year
    assert (year.closes_on - year.opens_on).days == 364

    assert bool(my_years(fresh(active.lead.coordinator), year.opens_on + days(offset))) == is_there


def test_next_days_are_those_to_come_and_not_done() -> None:
    on = TODAY
    steps = [
        YearStep("done", "done", on + days(1)),
        YearStep("past", "late", on - days(1)),
        YearStep("second", "coming", on + days(9)),
        YearStep("today", "due", on),
        YearStep("undated", "coming"),
        YearStep("no day agreed", "coming", on + days(3), code="visit"),
    ]

    assert [step.label for step in coming(steps, on)] == ["today", "second"]


def test_days_go_into_a_calendar(active) -> None:
    client = Client()
    client.force_login(active.lead.coordinator, backend=BACKEND)
    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse("home:dates"))
        told = {step.label: step.on for step in my_years(fresh(active.lead.coordinator), TODAY)[0].days}

    read = Calendar.from_ical(answer.content)
    found = {str(event["SUMMARY"]).partition(":")[0]: event["DTSTART"].dt for event in read.walk("VEVENT")}
    assert found == told
    assert len({str(event["UID"]) for event in read.walk("VEVENT")}) == len(told) >= 3
    assert all(event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) for event in read.walk("VEVENT"))


def test_calendar_holds_each_day_that_the_page_lists(factual) -> None:
    """Also what is only expected by a day."""
    (mine,) = my_years(fresh(factual.lead.head), visits.ON_THE_DAY.date())
    client = Client()
    with time_machine.travel(visits.ON_THE_DAY, tick=False):
        client.force_login(factual.lead.head, backend=BACKEND)
        found = Calendar.from_ical(client.get(reverse("home:dates")).content).walk("VEVENT")

    told = {str(event["SUMMARY"]).rpartition(":")[0]: event["DTSTART"].dt for event in found}
    assert told == {str(step.label): step.on for step in mine.days}
    assert {str(step.label) for step in mine.next_days} <= told.keys()
    assert any("expected by" in label for label in told)
    assert [step.on for step in mine.days] == sorted(step.on for step in mine.days)


def test_last_day_for_facts_is_not_the_day_of_the_report(factual) -> None:
    due_on, year = factual.report.factual.due_on, factual.report.review.year
    told = [label for label, _on in days_of(factual.lead.head, visits.ON_THE_DAY) if label.startswith("Report")]

    assert due_on < year.closes_on
    assert told == [f"Report expected by {short_date(year.closes_on)}"]


# ---- my part is done


@pytest.fixture
def part(active) -> Answer:
    kofi = SchoolRoleFactory(school=active.lead.school, kind="contributor", user=person("Kofi")).user
    active.write_update()
    return flows.give(active.review().answers.first(), kofi, by=active.lead.coordinator, at=NOW)


def lines(user: User) -> list[str]:
    return [line.reason for line in lines_for(fresh(user), TODAY) if "Write element" in line.reason]


@pytest.mark.rule("R15e")
def test_part_waits_until_its_writer_says_that_it_is_done(part) -> None:
    kofi = part.given_to
    assert len(lines(kofi)) == 1

    flows.say_done(part, is_done=True, by=kofi, at=NOW)
    assert lines(kofi) == []
    assert (part.refresh_from_db(), part.done_by, part.label) == (None, kofi, "Done")

    flows.say_done(part, is_done=False, by=kofi, at=NOW)
    assert len(lines(kofi)) == 1


@pytest.mark.rule("R15e")
def test_who_sends_it_reads_on_their_line_and_on_the_page_which_parts_are_done(part, active) -> None:
    flows.say_done(part, is_done=True, by=part.given_to, at=NOW)
    review = part.review
    on, coordinator = review.update_due_on, fresh(active.lead.coordinator)

    (line,) = [one for one in lines_for(coordinator, on) if "Write and send the update" in one.reason]
    client = Client()
    client.force_login(coordinator, backend=BACKEND)

    number = part.element.number
    assert line.told == f"1 part done: Kofi (element {number})"
    assert "Kofi marked it done on" in client.get(reverse("update:review", args=[review.pk])).text


@pytest.mark.rule("R15e")
def test_other_words_and_other_evidence_are_told_beside_a_part_that_is_done(part, active) -> None:
    flows.say_done(part, is_done=True, by=part.given_to, at=NOW)
    head, on = active.lead.coordinator, part.review.update_due_on
    told = {"url": "https://a.example/x", "title": "Notes"}

    link = evidence.add_link(part, **told, by=part.given_to, at=NOW + days(1))
    part.refresh_from_db()
    assert (part.changed_by, part.label) == (part.given_to, "Done, changed since")
    evidence.remove_link(link, by=head, at=NOW + days(2))
    assert Answer.objects.get(pk=part.pk).changed_by == head

    edit = rewritten(part.texts(), {**part.texts(), "progress": "Other words."})
    flows.save(part, edit, by=part.given_to, at=NOW + days(3))
    (line,) = [one for one in lines_for(fresh(head), on) if "Write and send the update" in one.reason]
    changed = f"element {part.element.number} changed since by Kofi on {short_date(NOW + days(3))}"
    assert line.told == f"1 part done: Kofi (element {part.element.number}); {changed}"


@pytest.mark.rule("R15e")
def test_part_that_is_given_to_somebody_else_is_not_done(part, active) -> None:
    flows.say_done(part, is_done=True, by=part.given_to, at=NOW)
    other = SchoolRoleFactory(school=active.lead.school, kind="contributor").user

    flows.give(part, other, by=active.lead.coordinator, at=NOW)

    assert len(lines(other)) == 1


@pytest.mark.rule("R15e")
def test_nobody_says_of_nothing_that_it_is_done(active) -> None:
    empty = active.review().answers.first()
    with pytest.raises(Refused):
        flows.say_done(empty, is_done=True, by=active.lead.coordinator, at=NOW)


@pytest.mark.rule("R15e")
def test_only_who_writes_a_part_says_that_it_is_done(part, active) -> None:
    for who in (active.staff, SchoolRoleFactory(school=active.lead.school, kind="contributor").user):
        with pytest.raises(NotPermitted):
            flows.say_done(part, is_done=True, by=who, at=NOW)


def test_sent_update_is_done_for_good(part, active) -> None:
    active.send_update()
    with pytest.raises(Refused):
        flows.say_done(part, is_done=True, by=part.given_to, at=NOW)


# ---- what is certain


def days_of(user, at) -> list[tuple[str, object]]:
    return [(step.label, step.on) for step in my_years(fresh(user), at.date())[0].days]


def test_visit_stands_among_the_days_once_it_is_agreed(visited) -> None:
    at = visits.VISIT_DAY - days(1)
    told = my_years(fresh(visited.lead.coordinator), at)[0].days

    assert [step.on for step in told if step.label.startswith("Visit, at")] == [visits.VISIT_DAY]
    assert not [step for step in told if step.label == "Visit"]


def test_head_reads_what_is_asked_about_the_report_and_what_silence_means(factual) -> None:
    due_on = factual.report.factual.due_on
    page = open_home(factual.lead.head, visits.ON_THE_DAY)

    assert "your silence counts as a yes" in page
    assert reverse("reports:facts", args=[factual.report.pk]) in page
    assert ("Facts of the report on Lead School answered", due_on) in days_of(factual.lead.head, visits.ON_THE_DAY)
    assert "Your head answers for the facts" in open_home(factual.lead.coordinator, visits.ON_THE_DAY)
