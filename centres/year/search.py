"""Collaborative activities in the search from everywhere."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.year.models.activity import Activity
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.search import Kind, Line, declare
from iqm_coe.lib.templatetags.words import short_date


def _activities(user: User) -> QuerySet[Activity]:
    seen: QuerySet[Activity] = Activity.objects.visible_to(user).select_related("centre")
    return seen.only("kind", "focus", "held_on", "place", "state", "centre__name")


def _activity(activity: Activity, user: User) -> Line:
    told = {"kind": activity.get_kind_display(), "day": short_date(activity.held_on), "centre": activity.centre.name}
    hint = _("%(kind)s on %(day)s, %(centre)s") % told
    return Line(activity.focus, reverse("year:activity", args=[activity.pk]), hint)


ACTIVITIES = declare(
    60,
    Kind(
        title=gettext_lazy("Collaborative activities"),
        found_by=gettext_lazy("focus, place or Centre"),
        rows=_activities,
        line=_activity,
        says=("focus", "place"),
        beside=("centre__name",),
        resembles=("focus",),
    ),
)
