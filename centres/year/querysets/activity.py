"""Activities of Centres, and which schools one of them asks about."""

from datetime import datetime
from typing import Self

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centres.membership.models.membership import Membership
from centres.membership.querysets.centre import SeenThroughCentre
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.names import in_order
from schools.models.school import School


def schools_of(centre: int, *, since: datetime) -> QuerySet[School]:
    """Those that stand in the Centre, or stood in it after that instant; whoever leaves was there before."""
    places = Membership.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), centre=centre)
    return School.objects.filter(pk__in=places.values("school")).only("name").order_by(in_order(), "pk")


class ActivityQuerySet(SeenThroughCentre):
    """Activities, seen by whoever sees their Centre (R41, R44)."""

    def for_list(self) -> Self:
        """The latest day first, each with `schools`: how many were there with a number of staff."""
        there = apps.get_model("year", "Attendance").objects.filter(activity=OuterRef("pk"), staff__isnull=False)
        counted = there.order_by().values("activity").annotate(number=Count("pk")).values("number")
        shown = only_columns(self, "centre__name").annotate(schools=Coalesce(Subquery(counted), 0))
        return shown.order_by("-held_on", "-pk")
