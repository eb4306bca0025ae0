"""Which schools an activity of a Centre asks about."""

from datetime import datetime

from django.db.models import Q, QuerySet

from centres.membership.models.membership import Membership
from iqm_coe.lib.names import in_order
from schools.models.school import School


def schools_of(centre: int, *, since: datetime) -> QuerySet[School]:
    """Those that stand in the Centre, or stood in it after that instant; whoever leaves was there before."""
    places = Membership.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), centre=centre)
    return School.objects.filter(pk__in=places.values("school")).only("name").order_by(in_order(), "pk")
