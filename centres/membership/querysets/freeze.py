"""A Centre's stop is one of every school that stands in it."""

from django.apps import apps
from django.db.models import Exists, OuterRef

from centres.membership.enums import MembershipState
from centres.membership.querysets.centre import ENDED
from schools.querysets import stops_writing


@stops_writing
def centre_frozen(column: str) -> Exists:
    """A Centre in which this school stands is stopped."""
    standing = apps.get_model("membership", "CentreFreeze").objects.standing()
    stands = [state for state in MembershipState if state not in (ENDED, MembershipState.RELEASED)]
    placed = {"centre__memberships__school": OuterRef(column), "centre__memberships__state__in": stands}
    return Exists(standing.filter(**placed))
