"""What waits for somebody about visits: an answer, a day, a record."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor, is_staff
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import LONDON, end_of_month_of_year
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import anyone_of, may
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import Line, awaited, offer, since_shown
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.conditions.finding import is_complete
from reviews.visits.enums import Side, VisitState
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import uncovered
from reviews.visits.selectors import development
from reviews.visits.selectors import visit as selectors
from reviews.visits.selectors.date import first_day, rounds_to_answer, rounds_unanswered, without_a_day
from schools.rules import speaks_somewhere


@kept()
def _asked_of(user: User) -> QuerySet[Visit]:
    return Visit.objects.filter(assessor=user, state=VisitState.APPOINTED, left_at=None).for_list()


@offer(to=is_assessor)
def appointments_to_answer(user: User, on: date) -> Iterator[Line]:
    """Assessors: declare interests, and say whether you accept."""
    for visit in _asked_of(user):
        yield Line(
            reason=_("IQM asks you to assess %s: declare your interests") % visit.year.centre.name,
            url=reverse("visits:answer_appointment", args=[visit.pk]),
            action=_("Declare and answer"),
            since=visit.appointed_at,
            due_on=visit.answer_by,
            waiting=_("IQM"),
            context=visit.host.name,
        )


@offer(to=anyone_of(is_assessor, speaks_somewhere))
def days_to_propose(user: User, on: date) -> Iterator[Line]:
    """Assessor and host: nobody has proposed a day yet, or all that were proposed are declined."""
    for visit in without_a_day(user):
        is_assessor = visit.assessor_id == user.pk
        yield Line(
            reason=_("Propose days for the visit to %s") % visit.year.centre.name,
            url=reverse("visits:dates", args=[visit.pk]),
            action=_("Propose days"),
            since=visit.closed_at or visit.answered_at or visit.appointed_at,
            waiting=visit.host.name if is_assessor else visit.assessor.name,
            context=visit.host.name,
            of=("membership.centre", visit.year.centre_id),
        )


@offer(to=anyone_of(is_assessor, speaks_somewhere))
def days_to_answer(user: User, on: date) -> Iterator[Line]:
    """The side that was asked: accept a day, or propose others. No day is set for the answer; its age shows."""
    for date_round in rounds_to_answer(user):
        yield Line(
            reason=_("%(who)s proposes days for the visit to %(centre)s, the first %(day)s")
            % {
                "who": date_round.proposed_by.name,
                "centre": date_round.visit.year.centre.name,
                "day": short_date(first_day(date_round)),
            },
            url=reverse("visits:answer_dates", args=[date_round.pk]),
            action=_("Answer"),
            since=date_round.proposed_at,
            waiting=date_round.proposed_by.name,
            context=date_round.visit.host.name,
            of=("membership.centre", date_round.visit.year.centre_id),
        )


@kept("on", "until")
def _without_agenda(user: User, on: date, until: date) -> QuerySet[Visit]:
    agreed = Visit.objects.filter(assessor=user, state=VisitState.AGREED, left_at=None)
    return agreed.filter(agenda="", agreed_on__gt=on, agreed_on__lte=until).for_list()


@offer(to=is_assessor)
def agendas_to_write(user: User, on: date) -> Iterator[Line]:
    """Assessors: the day comes near, and the schools have no agenda yet; on the day itself it is too late (R21)."""
    shown = conf.agenda_shown_days.get()
    for visit in _without_agenda(user, on, on + timedelta(days=shown)):
        day = visit.agreed_on or on
        yield Line(
            reason=_("Write the agenda of the visit to %s") % visit.year.centre.name,
            url=reverse("visits:agenda", args=[visit.pk]),
            action=_("Write it"),
            since=since_shown(day, shown, opened_at=visit.agreed_at or visit.appointed_at),
            due_on=day,
            waiting=visit.host.name,
            context=visit.host.name,
            of=("membership.centre", visit.year.centre_id),
        )


@kept("on")
def _to_record(user: User, on: date) -> QuerySet[Any]:
    rows = Review.objects.filter(
        covered_by__released_at=None,
        covered_by__visit__assessor=user,
        covered_by__visit__state=VisitState.AGREED,
        covered_by__visit__agreed_on__lte=on,
        covered_by__visit__in=Visit.objects.without_conflict_of(user),
    ).exclude(state=ReviewState.RECORDED)
    complete = ExpressionWrapper(is_complete(), BooleanField())
    told: QuerySet[Any] = rows.annotate(day=Min("covered_by__visit__agreed_on"), is_complete=complete).for_list()
    return told


@offer(to=is_assessor)
def visits_to_record(user: User, on: date) -> Iterator[Line]:
    """Assessors: the day has come, and the record of a school is not finished yet."""
    for review in _to_record(user, on):
        words = _("Record your visit to %s")
        if review.is_complete:
            words = _("Everything is recorded of %s: read it through and finish the record")
        yield Line(
            reason=words % review.school.name,
            url=reverse("visits:notebook", args=[review.pk]),
            action=_("Open the notebook"),
            since=datetime.combine(review.day, time.min, LONDON),
            due_on=review.day,
            waiting=review.school.name,
            context=review.year.centre.name,
            of=("membership.centre", review.year.centre_id),
        )


@offer(to=is_staff, shared_by=is_staff)
def assessors_with_a_new_conflict(user: User, on: date) -> Iterator[Line]:
    """For staff: an assessor has gained a role at the Centre and may not go on until somebody decides (R19)."""
    for visit in selectors.with_a_new_conflict():
        if not may(user, "visits.waive_conflict", visit):
            continue
        yield Line(
            reason=_("%(name)s now holds a role at a school of %(centre)s: decide whether they finish the visit")
            % {"name": visit.assessor.name, "centre": visit.year.centre.name},
            url=reverse("visits:visit", args=[visit.pk]),
            action=_("Read and decide"),
            since=visit.gained_at or visit.answered_at or visit.appointed_at,
            waiting=visit.assessor.name,
            context=visit.year.centre.name,
            of=("membership.centre", visit.year.centre_id),
        )


@offer(to=is_staff, shared_by=is_staff)
def visits_without_assessor(user: User, on: date) -> Iterator[Line]:
    """For staff: visits of somebody who is no longer an assessor, until somebody else is asked (R19g)."""
    for visit in selectors.waiting_for_an_assessor(user):
        yield Line(
            reason=_("%(name)s is no longer an assessor: find somebody for the visit to %(centre)s")
            % {"name": visit.assessor.name, "centre": visit.year.centre.name},
            url=reverse("accounts:leaver", args=[visit.assessor_id]),
            key=f"{reverse('accounts:leaver', args=[visit.assessor_id])}#{visit.pk}",
            action=_("Read and pass on"),
            since=visit.left_at or visit.ended or visit.appointed_at,
            due_on=visit.agreed_on,
            waiting=visit.year.centre.name,
            context=visit.host.name,
            of=("membership.centre", visit.year.centre_id),
        )


@kept("on")
def _to_appoint(user: User, on: date) -> QuerySet[CentreYear]:
    without_visit = uncovered(Review.objects.filter(year=OuterRef("pk")))
    years = CentreYear.objects.open_on(on).filter(Exists(without_visit), without_interest_of(user, "centre"))
    return only_columns(years, "centre__name")


@offer(to=is_staff, shared_by=is_staff)
def visits_to_appoint(user: User, on: date) -> Iterator[Line]:
    """For staff: Centre years in which a school has no visit, one line a year."""
    month, shown_days = conf.appointed_by_month.get(), conf.appointed_shown_days.get()
    shown_until = on + timedelta(days=shown_days)
    for year in _to_appoint(user, on):
        due_on = end_of_month_of_year(year.opens_on, month)
        if due_on > shown_until:
            continue
        yield Line(
            reason=_("Appoint an assessor for %(centre)s, %(year)s") % {"centre": year.centre.name, "year": year},
            url=reverse("visits:appoint", args=[year.pk]),
            action=_("Appoint"),
            since=since_shown(due_on, shown_days, opened_at=year.opened_at),
            due_on=due_on,
            waiting=year.centre.name,
            context=year.centre.name,
            of=("membership.centre", year.centre_id),
        )


@offer(to=anyone_of(is_assessor, speaks_somewhere))
def plans_to_agree(user: User, on: date) -> Iterator[Line]:
    """The side that has not agreed yet, once the other has."""
    for plan in development.to_agree(user):
        yield Line(
            reason=_("Read and agree the plan for development of %s") % plan.review.school.name,
            url=reverse("visits:plan", args=[plan.review_id]),
            action=_("Read and agree"),
            since=plan.signed,
            waiting=plan.signer,
            context=plan.review.year.centre.name,
            of=("membership.centre", plan.review.year.centre_id),
        )


@kept()
def _unanswered(user: User) -> QuerySet[Visit]:
    asked = Visit.objects.filter(state=VisitState.APPOINTED, left_at=None, assessor__is_active=True)
    return asked.filter(without_interest_of(user, "year__centre")).for_list()


@awaited(to=is_staff)
def appointments_unanswered(user: User, on: date) -> Iterator[Line]:
    """For staff: assessors who have not answered yet."""
    for visit in _unanswered(user):
        facts = {"name": visit.assessor.name, "centre": visit.year.centre.name}
        yield Line(
            reason=_("%(name)s answers whether they assess %(centre)s") % facts,
            url=reverse("visits:visit", args=[visit.pk]),
            action=_("Open the visit"),
            since=visit.appointed_at,
            due_on=visit.answer_by,
            context=visit.host.name,
            nudge=("remind_visits", visit.pk) if visit.answer_by else None,
            about=("visits.visit", visit.pk),
            of=("membership.centre", visit.year.centre_id),
        )


@kept("on")
def _not_recorded(user: User, on: date) -> QuerySet[Visit]:
    """Of today with those of the days before."""
    come = Visit.objects.filter(state=VisitState.AGREED, agreed_on__lte=on, left_at=None)
    return come.filter(without_interest_of(user, "year__centre")).for_list()


@awaited(to=is_staff)
def visits_not_recorded(user: User, on: date) -> Iterator[Line]:
    """For staff: the assessor visits today; or the day has passed, and they have not recorded every school."""
    for visit in _not_recorded(user, on):
        facts = {"name": visit.assessor.name, "centre": visit.year.centre.name}
        is_today = visit.agreed_on == on
        words = _("%(name)s visits %(centre)s today") if is_today else _("%(name)s records the visit to %(centre)s")
        yield Line(
            reason=words % facts,
            url=reverse("visits:visit", args=[visit.pk]),
            action=_("Open"),
            since=datetime.combine(visit.agreed_on or on, time.min, LONDON),
            due_on=visit.agreed_on,
            context=visit.host.name,
            nudge=None if is_today else ("remind_visits", visit.pk),
            about=None if is_today else ("visits.visit", visit.pk),
            of=("membership.centre", visit.year.centre_id),
        )


@awaited(to=is_staff)
def days_unanswered(user: User, on: date) -> Iterator[Line]:
    """For staff: days that were proposed, and the school or the assessor has not answered. Nothing reminds of these."""
    for one in rounds_unanswered(user):
        asked = one.visit.host if one.side == Side.ASSESSOR else one.visit.assessor
        words = _("%(who)s is to choose a day for the visit to %(centre)s (first offered: %(day)s)")
        facts = {"who": asked.name, "centre": one.visit.year.centre.name, "day": short_date(first_day(one))}
        yield Line(
            reason=words % facts,
            url=reverse("visits:visit", args=[one.visit_id]),
            action=_("Open the visit"),
            since=one.proposed_at,
            context=one.visit.host.name,
            of=("membership.centre", one.visit.year.centre_id),
        )
