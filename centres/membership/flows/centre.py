"""A Centre begins with its lead school, may change it, and frees its schools when it comes to nothing (R7, R9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.membership.enums import CentreState
from centres.membership.flows.membership import join
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, advance_all, record_event
from schools.models.school import School


@transaction.atomic
def start(school: School, *, name: str, by: User, at: datetime) -> Centre:
    """Begin a Centre with this school in the lead, in its place."""
    require(by, "membership.start", school)
    centre: Centre = Centre.objects.create(name=name, lead_school=school, started_at=at, started_by=by)
    record_event(centre, "start", by=by, at=at, facts={"lead_school": school.pk})
    join(centre, school, by=by, at=at)
    return centre


def release_all(centre: Centre, *, by: User, at: datetime) -> None:
    """End the places and open questions of a Centre that does not come about, so that its schools are free again."""
    closed = advance(centre, "abandon", by=by, at=at)
    advance_all(list(closed.invitations.open().order_by("pk")), "lapse", by=None, at=at, answered_at=at)
    advance_all(list(closed.memberships.belonging().order_by("pk")), "release", by=by, at=at, ended_at=at)


@transaction.atomic
def transfer_lead(centre: Centre, school: School, *, by: User, at: datetime, reason: str) -> Centre:
    """Staff give the lead to another school of the Centre (R9)."""
    fresh: Centre = Centre.objects.select_for_update().get(pk=centre.pk)
    require(by, "membership.transfer_lead", fresh)
    if fresh.state == CentreState.CLOSED:
        raise Refused(_("This Centre is closed; its lead cannot change any more."))
    if not fresh.memberships.belonging().filter(school=school).exists():
        raise Refused(_("%s is not in this Centre.") % school.name)
    before = fresh.lead_school_id
    fresh.lead_school = school
    fresh.save(update_fields=["lead_school"])
    facts = {"from_school": before, "to_school": school.pk}
    record_event(fresh, "transfer_lead", by=by, at=at, reason=reason, facts=facts)
    return fresh
