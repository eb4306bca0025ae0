from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.membership.querysets.centre import centres_joined_by
from centres.year import conf
from centres.year.enums import ActivityState, PlanState
from centres.year.models.activity import Activity
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, awaited, offer, since_shown
from schools.enums import SchoolRoleKind
from schools.querysets import writes_at
from schools.rules import coordinates_somewhere

AWAITED_FROM = timedelta(days=14)


@kept()
def _outstanding_of(user: User) -> QuerySet[Plan]:
    return Plan.objects.outstanding().filter(_lodged_by(user)).for_list()


def _lodged_by(user: User) -> Q:
    """Plans that this person lodges: as coordinator of the lead school, or of the one that was named for it."""
    coordinator = SchoolRoleKind.COORDINATOR
    leads = writes_at("year__centre__lead_school_id", user, coordinator)
    return leads | writes_at("named_school_id", user, coordinator)


@offer(to=coordinates_somewhere)
def plans_to_lodge(user: User, on: date) -> Iterator[Line]:
    """Plans whose day comes near or that came back, for whoever lodges them; until then the year line has them.

    One that was never lodged leads to where it is handed in, one that came back to its page with what came before.
    """
    shown_days = conf.plan_shown_days.get()
    shown_until = on + timedelta(days=shown_days)
    for plan in _outstanding_of(user):
        is_back = plan.state == PlanState.RETURNED
        if not is_back and plan.due_on > shown_until:
            continue
        words = (
            _("IQM asks for changes to “%(plan)s” of %(centre)s") if is_back else _("Lodge “%(plan)s” for %(centre)s")
        )
        yield Line(
            reason=words % {"plan": plan, "centre": plan.year.centre.name},
            url=reverse("year:plan" if is_back else "year:lodge_plan", args=[plan.pk]),
            action=_("Lodge the plan"),
            since=plan.judged_at or since_shown(plan.due_on, shown_days, opened_at=plan.year.opened_at),
            due_on=plan.due_on,
            waiting=_("IQM"),
            context=plan.year.centre.name,
        )


@kept()
def _planned_activities(user: User) -> QuerySet[Activity]:
    mine = centres_joined_by(user, SchoolRoleKind.COORDINATOR)
    planned = Activity.objects.filter(centre__in=mine, state=ActivityState.PLANNED)
    return only_columns(planned, "centre__name").order_by("held_on", "pk")


@offer(to=coordinates_somewhere)
def activities_of_my_centres(user: User, on: date) -> Iterator[Line]:
    """The next one and its day, and what was held and is not recorded (R41)."""
    told: set[int] = set()
    for activity in _planned_activities(user):
        is_over = activity.held_on < on
        if not is_over and activity.centre_id in told:
            continue
        told |= set() if is_over else {activity.centre_id}
        words = _("Record what came of “%(focus)s”") if is_over else _("%(kind)s to come: %(focus)s, %(place)s")
        facts = {"kind": activity.get_kind_display(), "focus": activity.focus, "place": activity.place}
        yield Line(
            reason=words % facts,
            url=reverse("year:activity", args=[activity.pk]),
            action=_("Record it") if is_over else _("Open"),
            since=_after(activity.held_on) if is_over else activity.planned_at,
            due_on=activity.held_on,
            context=activity.centre.name,
        )


@kept("on")
def _without_an_activity(user: User, on: date) -> QuerySet[Any]:
    days = (OuterRef("opens_on"), OuterRef("closes_on"))
    there_is_one = Activity.objects.filter(centre=OuterRef("centre"), held_on__range=days)
    there_is_one = there_is_one.exclude(state=ActivityState.CALLED_OFF)
    mine = CentreYear.objects.open_on(on).filter(centre__in=centres_joined_by(user, SchoolRoleKind.COORDINATOR))
    asked = mine.filter(~Exists(there_is_one)).annotate(asked_on=Max("plans__due_on")).filter(asked_on__lte=on)
    told: QuerySet[Any] = only_columns(asked, "centre__name").order_by("pk")
    return told


@offer(to=coordinates_somewhere)
def years_without_an_activity(user: User, on: date) -> Iterator[Line]:
    """From the day on which its plans are due, a running year asks for one activity (R41)."""
    for year in _without_an_activity(user, on):
        words = _("Plan what your schools do together in %(year)s of %(centre)s")
        yield Line(
            reason=words % {"year": year, "centre": year.centre.name},
            url=reverse("year:plan_activity", args=[year.centre_id]),
            action=_("Plan an activity"),
            since=datetime.combine(year.asked_on, time.min, tzinfo=LONDON),
            due_on=year.closes_on,
            context=year.centre.name,
        )


def _after(day: date) -> datetime:
    """The first instant after a day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=LONDON)


@kept()
def _without_adviser(user: User) -> QuerySet[Any]:
    left = CentreAccess.objects.last_of_those_without(CentreAccessKind.ADVISER)
    lost = left.filter(centre__state=CentreState.ACTIVE)
    ended = IqmRole.objects.filter(user=OuterRef("user"), kind=IqmRoleKind.ADVISER).order_by("-ended_at")
    lost = lost.filter(without_interest_of(user, "centre")).annotate(ended=Subquery(ended.values("ended_at")[:1]))
    told: QuerySet[Any] = only_columns(lost, "centre__name", "user__name")
    return told


@offer(to=is_staff, shared_by=is_staff)
def centres_without_adviser(user: User, on: date) -> Iterator[Line]:
    """For staff: Centres whose adviser no longer holds that role at IQM, or held it anew."""
    for access in _without_adviser(user):
        yield Line(
            reason=_("%(name)s is no longer an adviser: appoint somebody for %(centre)s")
            % {"name": access.user.name, "centre": access.centre.name},
            url=reverse("accounts:leaver", args=[access.user_id]),
            key=f"{reverse('accounts:leaver', args=[access.user_id])}#{access.pk}",
            action=_("Read and pass on"),
            since=access.until_at or access.ended or access.from_at,
            waiting=access.centre.name,
            context=access.centre.name,
            of=("membership.centre", access.centre_id),
        )


@kept()
def _to_judge(user: User) -> QuerySet[Any]:
    waiting = Plan.objects.waiting_for_staff().filter(without_interest_of(user, "year__centre"))
    told: QuerySet[Any] = waiting.annotate(lodged=Max("versions__lodged_at")).for_list()
    return told


@offer(to=is_staff, shared_by=is_staff)
def plans_to_judge(user: User, on: date) -> Iterator[Line]:
    """For staff: plans that wait to be read."""
    for plan in _to_judge(user):
        yield Line(
            reason=_("Read “%(plan)s” of %(centre)s") % {"plan": plan, "centre": plan.year.centre.name},
            url=reverse("year:plan", args=[plan.pk]),
            action=_("Read the plan"),
            since=plan.lodged,
            due_on=plan.read_by,
            waiting=plan.year.centre.lead_school.name,
            context=plan.year.centre.name,
            of=("membership.centre", plan.year.centre_id),
        )


@kept("until")
def _awaited_from_schools(user: User, until: date) -> QuerySet[Plan]:
    near = Plan.objects.outstanding().filter(due_on__lte=until)
    return near.filter(without_interest_of(user, "year__centre")).for_list()


@awaited(to=is_staff)
def plans_of_schools(user: User, on: date) -> Iterator[Line]:
    """For staff: plans that are late, or due within a fortnight."""
    for plan in _awaited_from_schools(user, on + AWAITED_FROM):
        school = plan.named_school or plan.year.centre.lead_school
        yield Line(
            reason=_("%(school)s lodges “%(plan)s”") % {"school": school.name, "plan": plan},
            url=reverse("year:plan", args=[plan.pk]),
            action=_("Open the plan"),
            since=plan.judged_at or plan.year.opened_at,
            due_on=plan.due_on,
            context=plan.year.centre.name,
            nudge=("remind_plans", plan.pk),
            about=("year.plan", plan.pk),
            of=("membership.centre", plan.year.centre_id),
        )


@kept()
def _read_by_iqm(user: User) -> QuerySet[Any]:
    waiting = Plan.objects.waiting_for_staff().filter(_lodged_by(user))
    told: QuerySet[Any] = waiting.annotate(lodged=Max("versions__lodged_at")).for_list()
    return told


@awaited(to=coordinates_somewhere)
def plans_with_iqm(user: User, on: date) -> Iterator[Line]:
    """For whoever lodged them: plans that IQM reads."""
    for plan in _read_by_iqm(user):
        yield Line(
            reason=_("IQM reads “%(plan)s” of %(centre)s") % {"plan": plan, "centre": plan.year.centre.name},
            url=reverse("year:plan", args=[plan.pk]),
            action=_("Open the plan"),
            since=plan.lodged,
            due_on=plan.read_by,
            context=plan.year.centre.name,
        )
