"""A school takes its place in one Centre at a time, leaves it, or is admitted once its award is current (R7, R10)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.membership import signals
from centres.membership.conditions import eligibility
from centres.membership.emails import membership as emails
from centres.membership.enums import MembershipState
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import advance, record_event
from schools.models.school import School


class AlreadyInACentre(Refused):
    """A school stands in one Centre at a time (R7)."""


def join(centre: Centre, school: School, *, by: User, at: datetime) -> Membership:
    """Give the school its place; the database decides who was first. Raises AlreadyInACentre."""
    try:
        with transaction.atomic():
            membership: Membership = Membership.objects.create(centre=centre, school=school, joined_at=at)
    except IntegrityError as error:
        raise AlreadyInACentre(already_in_one(school)) from error
    record_event(membership, "join", by=by, at=at, facts={"centre": centre.pk, "school": school.pk})
    signals.school_joined.send(sender=Membership, membership=membership, by=by, at=at)
    return membership


def already_in_one(school: School) -> str:
    words = _("%s already stands in a Centre. A school belongs to one Centre at a time; nothing was changed.")
    return words % school.name


@transaction.atomic
def leave(membership: Membership, *, by: User, at: datetime, reason: str = "") -> Membership:
    """A school takes itself out of a Centre that is still forming, or while it awaits its award."""
    left = advance(membership, "leave", by=by, at=at, reason=reason, ended_at=at)
    signals.membership_ended.send(sender=Membership, membership=left, by=by, at=at)
    emails.school_left(left, by=by, at=at)
    return left


@transaction.atomic
def admit_if_eligible(membership: Membership, *, by: User | None, at: datetime) -> bool:
    """Make an awaiting school a member if its award is current in London today; says whether it did."""
    on = london_date(at)
    eligibilities = eligibility.computed(membership.centre, on, lock=True)
    if not any(one.is_eligible and one.membership.pk == membership.pk for one in eligibilities):
        return False
    admitted = advance(membership, "admit", by=by, at=at, live_from=on)
    signals.memberships_began.send(sender=Membership, memberships=[admitted], by=by, at=at)
    emails.school_admitted(admitted, at=at)
    return True


def admit_awaiting(*, at: datetime) -> int:
    """The clock's round over all awaiting schools; returns how many became members."""
    awaiting = Membership.objects.filter(state=MembershipState.AWAITING).select_related("centre").order_by("pk")

    def admit(membership: Membership) -> int:
        return int(admit_if_eligible(membership, by=None, at=at))

    return each("admit awaiting schools", awaiting, admit, at=at)
