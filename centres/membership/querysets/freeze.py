"""A Centre's stop is one of every school that stands in it."""

from django.apps import apps
from django.db.models import OuterRef

from centres.membership.enums import MembershipState
from centres.membership.querysets.centre import ENDED
from schools.querysets import FreezeQuerySet
from schools.stopping import stops_writing


@stops_writing
def centre_frozen(column: str) -> FreezeQuerySet:
    """The stops of Centres in which this school stands."""
    standing: FreezeQuerySet = apps.get_model("membership", "CentreFreeze").objects.standing()
    stands = [state for state in MembershipState if state not in (ENDED, MembershipState.RELEASED)]
    placed = {"centre__memberships__school": OuterRef(column), "centre__memberships__state__in": stands}
    return standing.filter(**placed)
