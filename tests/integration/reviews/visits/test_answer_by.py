"""By when an assessor who is asked answers, what the office does where they do not, and a missing agenda."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.work import OTHERS, my_work
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.worklist import Line, lines_for
from iqm_coe.lists.acts import declared_acts
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.models.outbox import Message
from reviews.visits import conf
from reviews.visits.deadlines import ANSWER
from reviews.visits.flows import succession
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from reviews.visits.selectors import visit as visit_selectors
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_work import fresh
from tests.integration.reviews.reports.test_pages import client_of, page
from tests.worlds import world

pytestmark = pytest.mark.django_db
asked = world(lambda: visits.opened().appoint())
agreed = world(visits.agreed)
ANSWER_DAY = date(2026, 11, 30)  # five working days after Monday 23 November 2026


def awaited(user: User, at=NOW) -> Line | None:
    groups = my_work(fresh(user), at).groups
    lines = [line for group in groups if group.code == OTHERS for line in group.lines]
    return next((line for line in lines if "answers whether they assess" in line.reason), None)


def remind(made, by: User | None = None, at=NOW):
    return deadline.remind(ANSWER.kind, made.visit, ANSWER.permission, by=fresh(by or made.staff), at=at)


@pytest.mark.rule("R19i", "R47e")
def test_the_day_is_stamped_and_told_to_both(asked) -> None:
    assert Visit.objects.get().answer_by == ANSWER_DAY
    (line,) = [one for one in lines_for(fresh(asked.assessor), TODAY) if "IQM asks you to assess" in one.reason]
    assert line.due_on == ANSWER_DAY
    assert awaited(asked.staff).due_on == ANSWER_DAY
    assert Message.objects.get(kind="visits/assessor_appointed").context["answer_by"] == "Monday 30 November 2026"
    assert visit_selectors.next_step(asked.visit, asked.assessor, [], TODAY).words == (
        "Declare your interests and say by Monday 30 November 2026 whether you accept."
    )
    assert "asks you to assess schools of Trent Valley. Please answer by Monday 30 November 2026." in page(
        asked.assessor, "visits:answer_appointment", asked.visit.pk
    )
    assert "is asked to declare interests and to accept, by Monday 30 November 2026." in page(
        asked.staff, "visits:visit", asked.visit.pk
    )


@pytest.mark.rule("R19i")
def test_the_setting_holds_for_those_asked_from_then_on(asked) -> None:
    setting.change(conf.answer_days, 2, by=scene.iqm_person("Ada", "administrator"), at=NOW)

    again = visits.opened(asked.assessor).appoint()

    assert (Visit.objects.get(pk=asked.visit.pk).answer_by, again.visit.answer_by) == (ANSWER_DAY, date(2026, 11, 25))


@pytest.mark.rule("R19i", "R39i")
def test_the_office_reminds_once_a_day_and_the_line_says_who_did(asked) -> None:
    assert awaited(asked.staff).nudge == ("remind_visits", asked.visit.pk)

    late = NOW + days(10)
    remind(asked, at=late)

    mail = Message.objects.latest("pk")
    assert (mail.audience, mail.audience_of) == ("people", {"ids": [asked.assessor.pk]})
    assert (mail.context["what"], mail.context["when"]) == (
        "Your answer whether you assess Trent Valley",
        "is 3 days late",
    )
    assert (awaited(asked.staff, late).nudge, awaited(asked.staff, late).reminded) == (None, asked.staff.name)
    with pytest.raises(Refused, match="today already"):
        remind(asked, at=late)


@pytest.mark.rule("R19i")
@pytest.mark.parametrize("answered", ["accept", "decline", "cancel"])
def test_who_has_answered_is_reminded_no_more(asked, answered) -> None:
    if answered == "accept":
        asked.accept()
    elif answered == "decline":
        visit_flows.decline(asked.visit, reason="I am away.", by=asked.assessor, at=NOW)
    else:
        visit_flows.cancel(asked.visit, reason="Not this year.", by=asked.staff, at=NOW)

    assert awaited(asked.staff) is None
    with pytest.raises(Refused, match="done already"):
        remind(asked)


@pytest.mark.rule("R19i")
def test_nobody_else_reminds(asked) -> None:
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=asked.lead.school, kind="contributor")

    for who in (tied, asked.assessor, asked.lead.coordinator, scene.iqm_person("Fin", "finance")):
        with pytest.raises(NotPermitted):
            remind(asked, by=who)


@pytest.mark.rule("R19i", "R47c")
def test_more_time_is_given_with_a_reason(asked) -> None:
    deadline.give_more_time(ANSWER, asked.visit, until=ANSWER_DAY + days(7), reason="Ill.", by=asked.staff, at=NOW)

    assert Visit.objects.get().answer_by == ANSWER_DAY + days(7)
    assert Message.objects.latest("pk").audience_of == {"ids": [asked.assessor.pk]}


@pytest.mark.rule("R19i")
def test_many_are_reminded_each_of_what_it_owes(asked) -> None:
    """Of two visits in one list, one waits for an answer and one for its record."""
    on = visits.ON_THE_DAY + days(2)
    other = visits.agreed()
    act = declared_acts()["remind_visits"]
    rows = list(Visit.objects.filter(pk__in=[asked.visit.pk, other.visit.pk]).for_list().order_by("pk"))

    planned = list(act.plan(rows, {}, by=fresh(asked.staff), on=on.date()))

    assert [one.words.partition(": ")[2] for one in planned] == [
        "Your answer whether you assess Trent Valley",
        "Your record of the visit to Trent Valley",
    ]


@pytest.mark.rule("R19i", "R19g")
@pytest.mark.parametrize("gone", ["left", "shut"])
def test_nobody_is_written_to_who_has_left_or_cannot_sign_in(asked, gone) -> None:
    if gone == "left":
        Visit.objects.update(left_at=NOW)
    else:
        User.objects.filter(pk=asked.assessor.pk).update(is_active=False)
    act = declared_acts()["remind_visits"]
    rows, before = list(Visit.objects.for_list()), Message.objects.count()

    (planned,) = act.plan(rows, {}, by=fresh(asked.staff), on=TODAY)
    assert (planned.words, planned.is_left_out) == ("Nobody: its assessor has left", True)
    assert awaited(asked.staff) is None
    deadline.give_more_time(ANSWER, asked.visit, until=ANSWER_DAY + days(7), reason="Ill.", by=asked.staff, at=NOW)

    assert Visit.objects.get().answer_by == ANSWER_DAY + days(7)
    assert Message.objects.count() == before


@pytest.mark.rule("R19i")
def test_who_comes_back_answers_by_a_new_day(asked) -> None:
    Visit.objects.update(left_at=NOW)
    later = NOW + days(14)

    succession.let_go_on(asked.visit, reason="They are back.", by=asked.staff, at=later)

    assert Visit.objects.get().answer_by == date(2026, 12, 14)


# ---- the agenda


def agenda(user: User, on: date) -> Line | None:
    return next((one for one in lines_for(fresh(user), on) if "Write the agenda" in one.reason), None)


@pytest.mark.rule("R21b")
@pytest.mark.parametrize(("before", "is_there"), [(15, False), (14, True), (1, True), (0, False)])
def test_a_missing_agenda_waits_for_the_assessor_from_a_fortnight_before(agreed, before, is_there) -> None:
    day = Visit.objects.get().agreed_on

    line = agenda(agreed.assessor, day - timedelta(days=before))

    assert (line is not None) is is_there
    if line:
        assert (line.due_on, line.action) == (day, "Write it")


@pytest.mark.rule("R21b")
def test_an_agenda_that_stands_waits_for_nobody(agreed) -> None:
    day = Visit.objects.get().agreed_on
    eve = day - timedelta(days=1)
    assert agenda(agreed.staff, eve) is None
    assert agenda(agreed.lead.coordinator, eve) is None
    Visit.objects.update(agenda="9.00 Arrival")
    assert agenda(agreed.assessor, eve) is None


@pytest.mark.rule("R19i")
def test_the_day_stands_in_the_assessors_own_visits_while_they_are_asked(asked) -> None:
    assert "your answer is due on Monday 30 November 2026" in page(asked.assessor, "visits:my_visits")
    asked.accept()
    assert "your answer is due on" not in page(asked.assessor, "visits:my_visits")


@pytest.mark.rule("R19i")
def test_the_day_is_a_column_of_visits_which_nobody_has_to_see(asked) -> None:
    def in_list(query: str) -> bool:
        answer = client_of(asked.staff).get(f"{reverse('visits:visits')}?{query}")
        return "30 Nov 2026" in answer.content.decode()

    assert [in_list(""), in_list("column=answer_by")] == [False, True]
    asked.accept()
    assert not in_list("column=answer_by")
