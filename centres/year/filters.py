"""How lists of years, plans and activities are narrowed."""

from datetime import date

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.year.enums import ActivityKind, ActivityState, PlanKind, PlanState, YearState
from centres.year.models.activity import Activity
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.lib.filters import ListFilter, one_of, says


class PlanFilter(ListFilter):
    q = says(_("Centre"), "year__centre__name")
    state = one_of(_("State"), "state", PlanState.choices, every=_("Any state"))
    kind = one_of(_("Plan"), "kind", PlanKind.choices, every=_("All three"))

    class Meta:
        model = Plan
        fields = ("q", "state", "kind")


def _to_come(day: date) -> Q:
    return Q(opens_on__gt=day)


def _running(day: date) -> Q:
    return Q(opens_on__lte=day, closes_on__gte=day)


def _over(day: date) -> Q:
    return Q(closes_on__lt=day)


STANDING = {YearState.AHEAD.value: _to_come, YearState.RUNNING.value: _running, YearState.OVER.value: _over}


class YearFilter(ListFilter):
    q = says(_("Centre"), "centre__name")
    lead = says(_("Lead school"), "centre__lead_school__name")
    standing = one_of(_("Year"), "", YearState.choices, every=_("Of any time"), when=STANDING)
    state = one_of(_("State of the Centre"), "centre__state", CentreState.choices, every=_("Any state"))

    class Meta:
        model = CentreYear
        fields = ("q", "lead", "standing", "state")


class ActivityFilter(ListFilter):
    """By its words, its Centre, its kind, its state and its day."""

    q = says(_("Focus"), "focus")
    centre = says(_("Centre"), "centre__name")
    kind = one_of(_("What it is"), "kind", ActivityKind.choices, every=_("Of any kind"))
    state = one_of(_("State"), "state", ActivityState.choices, every=_("Any state"))
    since = django_filters.DateFilter(label=_("From this day"), field_name="held_on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("Up to this day"), field_name="held_on", lookup_expr="lte")

    class Meta:
        model = Activity
        fields = ("q", "centre", "kind", "state", "since", "until")
