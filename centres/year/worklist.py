from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Subquery
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
from iqm_coe.lib.worklist import Line, awaited, offer, since_shown
from schools.enums import SchoolRoleKind
from schools.querysets import writes_at
from schools.rules import coordinates_somewhere

AWAITED_FROM = timedelta(days=14)


@offer(to=coordinates_somewhere)
def plans_to_lodge(user: User, on: date) -> Iterator[Line]:
    """Plans whose day comes near or that came back, for whoever lodges them; until then the year line has them.

    One that was never lodged leads to where it is handed in, one that came back to its page with what came before.
    """
    shown_days = conf.plan_shown_days.get()
    shown_until = on + timedelta(days=shown_days)
    coordinator = SchoolRoleKind.COORDINATOR
    mine = writes_at("year__centre__lead_school_id", user, coordinator) | writes_at(
        "named_school_id", user, coordinator
    )
    for plan in Plan.objects.outstanding().filter(mine).for_list():
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


@offer(to=coordinates_somewhere)
def activities_of_my_centres(user: User, on: date) -> Iterator[Line]:
    """The next one and its day, and what was held and is not recorded (R41)."""
    mine = centres_joined_by(user, SchoolRoleKind.COORDINATOR)
    planned = Activity.objects.filter(centre__in=mine, state=ActivityState.PLANNED)
    told: set[int] = set()
    for activity in only_columns(planned, "centre__name").order_by("held_on", "pk"):
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


@offer(to=coordinates_somewhere)
def years_without_an_activity(user: User, on: date) -> Iterator[Line]:
    """From the day on which its plans are due, a running year asks for one activity (R41)."""
    days = (OuterRef("opens_on"), OuterRef("closes_on"))
    there_is_one = Activity.objects.filter(centre=OuterRef("centre"), held_on__range=days)
    there_is_one = there_is_one.exclude(state=ActivityState.CALLED_OFF)
    mine = CentreYear.objects.open_on(on).filter(centre__in=centres_joined_by(user, SchoolRoleKind.COORDINATOR))
    asked = mine.filter(~Exists(there_is_one)).annotate(asked_on=Max("plans__due_on")).filter(asked_on__lte=on)
    for year in only_columns(asked, "centre__name").order_by("pk"):
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


@offer(to=is_staff)
def centres_without_adviser(user: User, on: date) -> Iterator[Line]:
    """For staff: Centres whose adviser no longer holds that role at IQM, or held it anew."""
    left = CentreAccess.objects.last_of_those_without(CentreAccessKind.ADVISER)
    lost = left.filter(centre__state=CentreState.ACTIVE)
    ended = IqmRole.objects.filter(user=OuterRef("user"), kind=IqmRoleKind.ADVISER).order_by("-ended_at")
    lost = lost.filter(without_interest_of(user, "centre")).annotate(ended=Subquery(ended.values("ended_at")[:1]))
    for access in only_columns(lost, "centre__name", "user__name"):
        yield Line(
            reason=_("%(name)s is no longer an adviser: appoint somebody for %(centre)s")
            % {"name": access.user.name, "centre": access.centre.name},
            url=reverse("accounts:leaver", args=[access.user_id]),
            action=_("Read and pass on"),
            since=access.until_at or access.ended or access.from_at,
            waiting=access.centre.name,
            context=access.centre.name,
        )


@offer(to=is_staff)
def plans_to_judge(user: User, on: date) -> Iterator[Line]:
    """For staff: plans that wait to be read."""
    lodged = (
        Plan.objects.waiting_for_staff()
        .filter(without_interest_of(user, "year__centre"))
        .annotate(lodged=Max("versions__lodged_at"))
    )
    for plan in lodged.for_list():
        yield Line(
            reason=_("Read “%(plan)s” of %(centre)s") % {"plan": plan, "centre": plan.year.centre.name},
            url=reverse("year:plan", args=[plan.pk]),
            action=_("Read the plan"),
            since=plan.lodged,
            due_on=plan.read_by,
            waiting=plan.year.centre.lead_school.name,
            context=plan.year.centre.name,
        )


@awaited(to=is_staff)
def plans_of_schools(user: User, on: date) -> Iterator[Line]:
    """For staff: plans that are late, or due within a fortnight."""
    near = Plan.objects.outstanding().filter(due_on__lte=on + AWAITED_FROM)
    for plan in near.filter(without_interest_of(user, "year__centre")).for_list():
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
        )


@awaited(to=coordinates_somewhere)
def plans_with_iqm(user: User, on: date) -> Iterator[Line]:
    """For whoever lodged them: plans that IQM reads."""
    mine = writes_at("year__centre__lead_school_id", user, SchoolRoleKind.COORDINATOR)
    mine |= writes_at("named_school_id", user, SchoolRoleKind.COORDINATOR)
    lodged = Plan.objects.waiting_for_staff().filter(mine).annotate(lodged=Max("versions__lodged_at"))
    for plan in lodged.for_list():
        yield Line(
            reason=_("IQM reads “%(plan)s” of %(centre)s") % {"plan": plan, "centre": plan.year.centre.name},
            url=reverse("year:plan", args=[plan.pk]),
            action=_("Open the plan"),
            since=plan.lodged,
            due_on=plan.read_by,
            context=plan.year.centre.name,
        )
