"""Agreeing the day of a visit: rounds between assessor and host, days that cannot be, the day nobody else may take."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import WrongState
from iqm_coe.notifications import rendering
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.review import Review
from reviews.visits.conditions.date import moved_updates, updates_due
from reviews.visits.emails import visit as emails
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from tests import visits
from tests.clock import NOW, TODAY
from tests.factories.schools import SchoolRoleFactory
from tests.visits import VISIT_DAY

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = date(2027, 1, 19), date(2027, 1, 20)


@pytest.fixture
def accepted(opened):
    return opened.appoint().accept()


def propose(made, *days, by=None):
    return date_flows.propose(made.visit, days, by=by or made.assessor, at=NOW)


@pytest.mark.rule("R20a")
def test_one_side_proposes_and_the_other_accepts_one(accepted):
    made = propose(accepted, WEDNESDAY, TUESDAY)
    assert [one.on for one in made.proposals.all()] == [TUESDAY, WEDNESDAY]
    asked = Message.objects.get(kind="visits/dates_proposed")
    assert asked.audience_of["schools"] == [accepted.lead.school.pk]

    visit = date_flows.accept(made.proposals.get(on=WEDNESDAY), by=accepted.lead.head, at=NOW)

    made.refresh_from_db()
    assert (visit.state, visit.agreed_on, made.state) == ("agreed", WEDNESDAY, "accepted")
    told = Message.objects.filter(kind="visits/date_agreed")
    assert {mail.audience for mail in told} == {"people", "school_people"}
    assert {mail.context["day"] for mail in told} == {"Wednesday 20 January 2027"}


@pytest.mark.rule("R20a")
def test_the_school_proposes_too_and_the_assessor_answers(accepted):
    made = propose(accepted, TUESDAY, by=accepted.lead.coordinator)

    with pytest.raises(NotPermitted):
        date_flows.accept(made.proposals.get(), by=accepted.lead.head, at=NOW)
    assert date_flows.accept(made.proposals.get(), by=accepted.assessor, at=NOW).agreed_on == TUESDAY


@pytest.mark.rule("R20a")
def test_nobody_else_takes_part(accepted):
    with pytest.raises(NotPermitted):
        propose(accepted, TUESDAY, by=accepted.member.coordinator)
    made = propose(accepted, TUESDAY)

    for by in (accepted.assessor, accepted.member.coordinator, accepted.staff):
        with pytest.raises(NotPermitted):
            date_flows.accept(made.proposals.get(), by=by, at=NOW)

    assert Visit.objects.get().state == "declared"


@pytest.mark.rule("R20a")
def test_other_days_answer_a_round_and_a_side_waits_for_its_answer(accepted):
    first = propose(accepted, TUESDAY)
    with pytest.raises(Refused, match="the other side answers first"):
        propose(accepted, WEDNESDAY)

    second = propose(accepted, WEDNESDAY, by=accepted.lead.coordinator)

    first.refresh_from_db()
    assert (first.state, second.number, second.side) == ("countered", 2, "school")
    with pytest.raises(WrongState):
        date_flows.accept(first.proposals.get(), by=accepted.lead.coordinator, at=NOW)


@pytest.mark.rule("R20a")
def test_declining_all_tells_the_side_that_proposed(accepted):
    made = propose(accepted, TUESDAY)

    date_flows.decline(made, reason="Inspection week.", by=accepted.lead.coordinator, at=NOW)

    mail = Message.objects.get(kind="visits/dates_declined")
    assert (mail.audience_of, mail.context["reason"]) == ({"ids": [accepted.assessor.pk]}, "Inspection week.")
    assert propose(accepted, WEDNESDAY).number == 2


@pytest.mark.rule("R20a")
def test_a_round_has_at_most_five_days(accepted):
    january = [date(2027, 1, day) for day in (18, 19, 20, 21, 22, 25)]

    with pytest.raises(Refused, match="at most 5"):
        propose(accepted, *january)
    with pytest.raises(Refused, match="at least one"):
        propose(accepted)

    assert propose(accepted, *january[:5]).proposals.count() == 5


@pytest.mark.rule("R20b")
@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 23), "is not to come"),
        (date(2026, 12, 25), "public holiday \\(Christmas Day\\)"),
        (date(2027, 1, 16), "it is the weekend"),
        (date(2027, 11, 23), "outside this Centre year, which ends on Monday 22 November 2027"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_its_reason(accepted, day, why):
    with pytest.raises(Refused, match=why):
        propose(accepted, day)

    assert accepted.visit.rounds.count() == 0


@pytest.mark.rule("R20b")
@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2027, 11, 22)])
def test_the_first_and_last_day_that_can_be(accepted, day):
    assert accepted.agree(day).visit.agreed_on == day


@pytest.mark.rule("R20b")
def test_the_weekend_is_that_of_the_host(accepted):
    friday, sunday = date(2027, 1, 15), date(2027, 1, 17)
    accepted.lead.school.country = "Kuwait"
    accepted.lead.school.save()

    with pytest.raises(Refused, match="weekend"):
        propose(accepted, friday)
    assert accepted.agree(sunday).visit.agreed_on == sunday


@pytest.mark.rule("R19a")
def test_the_assessor_is_accredited_on_the_agreed_day(accepted):
    accepted.assessor.accreditations.update(valid_until=VISIT_DAY)
    propose(accepted, VISIT_DAY)

    with pytest.raises(Refused, match="not accredited on Wednesday 20 January 2027"):
        propose(accepted, WEDNESDAY, by=accepted.lead.coordinator)


@pytest.mark.rule("R20c")
def test_an_assessor_has_one_agreed_visit_a_day(accepted):
    other = visits.opened(accepted.assessor).appoint().accept()
    waiting = propose(other, TUESDAY)
    accepted.agree(TUESDAY)

    with pytest.raises(date_flows.DayTaken, match="Asha has another visit agreed for Tuesday 19 January 2027"):
        date_flows.accept(waiting.proposals.get(), by=other.lead.coordinator, at=NOW)

    waiting.refresh_from_db()
    other.visit.refresh_from_db()
    assert (waiting.state, other.visit.state) == ("open", "declared")


@pytest.mark.rule("R20c")
def test_the_database_refuses_a_second_agreed_visit_on_a_day(accepted):
    other = visits.opened(accepted.assessor).appoint().accept().agree(WEDNESDAY)
    accepted.agree(TUESDAY)

    with pytest.raises(IntegrityError, match="assessor_visits_once_a_day"), transaction.atomic():
        Visit.objects.filter(pk=other.visit.pk).update(agreed_on=TUESDAY)


@pytest.mark.rule("R15c")
def test_the_update_is_due_twenty_working_days_before_the_agreed_day(accepted):
    accepted.agree(date(2027, 1, 11))

    review = accepted.review
    assert review.update_due_on == date(2026, 12, 9)
    assert Event.objects.of(review).get(action="move_deadline").facts["to"] == "2026-12-09"
    mail = Message.objects.get(kind="visits/date_agreed", audience="school_people")
    assert mail.context["updates"] == [{"school": "Lead School", "due": "Wednesday 9 December 2026"}]


@pytest.mark.rule("R15c")
def test_a_due_day_that_has_passed_is_not_stamped(accepted):
    before = accepted.review.update_due_on

    accepted.agree(date(2026, 12, 15))

    assert accepted.review.update_due_on == before


@pytest.mark.rule("R15c")
def test_an_update_that_is_sent_keeps_its_day(accepted):
    before = accepted.review.update_due_on
    visits.update_sent(accepted)

    accepted.agree(VISIT_DAY)

    assert Review.objects.get(pk=accepted.review.pk).update_due_on == before


@pytest.mark.rule("R20d")
def test_staff_fix_a_day_with_a_reason(accepted):
    made = propose(accepted, TUESDAY)
    with pytest.raises(Refused, match="reason"):
        date_flows.fix(accepted.visit, WEDNESDAY, reason=" ", by=accepted.staff, at=NOW)
    with pytest.raises(NotPermitted):
        date_flows.fix(accepted.visit, WEDNESDAY, reason="Now.", by=accepted.lead.coordinator, at=NOW)

    visit = date_flows.fix(accepted.visit, WEDNESDAY, reason="Nobody agreed.", by=accepted.staff, at=NOW)

    made.refresh_from_db()
    assert (visit.state, visit.agreed_on, made.state) == ("agreed", WEDNESDAY, "dropped")
    assert date_flows.fix(visit, TUESDAY, reason="Moved.", by=accepted.staff, at=NOW).agreed_on == TUESDAY


@pytest.mark.rule("R20a")
def test_days_are_proposed_only_after_the_assessor_has_accepted(opened):
    opened.appoint()

    for by in (opened.assessor, opened.lead.coordinator):
        with pytest.raises((WrongState, NotPermitted)):
            date_flows.propose(opened.visit, [TUESDAY], by=by, at=NOW)

    assert not opened.visit.rounds.exists()


@pytest.mark.rule("R19d", "R20a", "R20d")
def test_ties_are_asked_again_when_a_day_is_agreed(accepted):
    made = propose(accepted, TUESDAY)
    SchoolRoleFactory(user=accepted.assessor, school=accepted.member.school)

    with pytest.raises(Refused, match="a role at Second School"):
        date_flows.accept(made.proposals.get(), by=accepted.lead.coordinator, at=NOW)
    with pytest.raises(Refused, match="a role at Second School"):
        date_flows.fix(accepted.visit, WEDNESDAY, reason="Now.", by=accepted.staff, at=NOW)
    Visit.objects.update(waived=["role"], waiver_reason="Nobody else.", waived_at=NOW)
    assert date_flows.accept(made.proposals.get(), by=accepted.lead.coordinator, at=NOW).agreed_on == TUESDAY


@pytest.mark.rule("R15c", "R21a")
def test_an_agreed_day_moves_the_updates_of_the_schools_it_covers_and_no_other(opened):
    """The lead's visit was declined and the member's goes on: only the member's update is due earlier."""
    member = opened.year.reviews.get(school=opened.member.school)
    visit_flows.decline(opened.appoint().visit, reason="Busy.", by=opened.assessor, at=NOW)
    opened.appoint(reviews=[member], host=opened.member.school).accept()
    (day,) = propose(opened, date(2027, 1, 11)).proposals.all()

    told = moved_updates(opened.visit, date(2027, 1, 11), on=TODAY)
    date_flows.accept(day, by=opened.member.coordinator, at=NOW)

    assert [(review.school.name, due_on) for review, due_on in told] == [("Second School", date(2026, 12, 9))]
    assert set(opened.year.reviews.values_list("school__name", "update_due_on")) == {
        ("Lead School", date(2027, 9, 22)),
        ("Second School", date(2026, 12, 9)),
    }


@pytest.mark.rule("R20g", "R15c")
@pytest.mark.parametrize("day", [TUESDAY, VISIT_DAY])
def test_mail_that_is_shown_before_a_day_is_accepted_is_the_mail_that_goes(accepted, day):
    """With the day of each update, which a day may move or leave."""
    made = propose(accepted, day)
    shown = emails.agreed_preview(accepted.visit, day, on=TODAY)

    date_flows.accept(made.proposals.get(), by=accepted.lead.head, at=NOW)

    sent = Message.objects.get(kind="visits/date_agreed", audience="school_people")
    assert shown == rendering.preview("visits/date_agreed", sent.context, to=shown["to"])
    assert all(one["due"] in shown["body"] for one in sent.context["updates"])


@pytest.mark.rule("R20g")
def test_page_that_accepts_a_day_shows_the_days_of_the_updates(accepted, client):
    made = propose(accepted, TUESDAY)
    client.force_login(accepted.lead.head)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("visits:answer_dates", args=[made.pk]), {"day": made.proposals.get().pk}).text

    assert "working days before" not in page
    for _review, due_on in updates_due(accepted.visit, TUESDAY, on=TODAY):
        assert long_date(due_on) in page
