from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.year import conf
from centres.year.enums import PlanState
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.worklist import Line, offer
from schools.enums import SchoolRoleKind
from schools.querysets import held_at
from schools.rules import coordinates_somewhere


@offer(to=coordinates_somewhere)
def plans_to_lodge(user: User, on: date) -> Iterator[Line]:
    """Plans whose day comes near or that came back, for whoever lodges them; until then the year line has them."""
    shown_until = on + timedelta(days=conf.plan_shown_days.get())
    coordinator = SchoolRoleKind.COORDINATOR
    mine = held_at("year__centre__lead_school_id", user, coordinator) | held_at("named_school_id", user, coordinator)
    for found in Plan.objects.outstanding().filter(mine).for_list():
        is_back = found.state == PlanState.RETURNED
        if not is_back and found.due_on > shown_until:
            continue
        words = (
            _("IQM asks for changes to “%(plan)s” of %(centre)s") if is_back else _("Lodge “%(plan)s” for %(centre)s")
        )
        yield Line(
            reason=words % {"plan": found, "centre": found.year.centre.name},
            url=reverse("year:plan", args=[found.pk]),
            action=_("Lodge the plan"),
            since=found.judged_at or found.year.opened_at,
            due_on=found.due_on,
            waiting=_("IQM"),
            context=found.year.centre.name,
        )


@offer(to=is_staff)
def centres_without_adviser(user: User, on: date) -> Iterator[Line]:
    """For staff: Centres whose adviser no longer holds that role at IQM."""
    lost = CentreAccess.objects.lost().filter(kind=CentreAccessKind.ADVISER, centre__state=CentreState.ACTIVE)
    lost = lost.filter(without_interest_of(user, "centre"))
    for access in only_columns(lost, "centre__name", "user__name"):
        yield Line(
            reason=_("%(name)s is no longer an adviser: appoint somebody for %(centre)s")
            % {"name": access.user.name, "centre": access.centre.name},
            url=reverse("year:adviser", args=[access.centre_id]),
            action=_("Appoint"),
            since=access.from_at,
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
    for found in lodged.for_list():
        yield Line(
            reason=_("Read “%(plan)s” of %(centre)s") % {"plan": found, "centre": found.year.centre.name},
            url=reverse("year:plan", args=[found.pk]),
            action=_("Read the plan"),
            since=found.lodged,
            waiting=found.year.centre.lead_school.name,
            context=found.year.centre.name,
        )
