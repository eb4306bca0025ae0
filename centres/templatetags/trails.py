"""The way back up from a page about a Centre: `{% load trails %}{% year_trail year as crumbs %}`."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import Centre, CentreYear, Plan

register = template.Library()

Trail = list[tuple[Any, str]]


@register.simple_tag
def centre_trail(centre: Centre) -> Trail:
    """Centres > this Centre."""
    return [(_("Centres"), reverse("centres:centres")), (centre.name, reverse("centres:centre", args=[centre.pk]))]


@register.simple_tag
def year_trail(year: CentreYear) -> Trail:
    """Centres > this Centre > this year."""
    return [*centre_trail(year.centre), (str(year), reverse("centres:year", args=[year.pk]))]


@register.simple_tag
def plan_trail(plan: Plan) -> Trail:
    """Centres > this Centre > this year > this plan."""
    return [*year_trail(plan.year), (str(plan), reverse("centres:plan", args=[plan.pk]))]


@register.simple_tag
def finance_trail(label: Any = "", name: str = "") -> Trail:
    """Finance, or Finance > one of its lists."""
    up = [(_("Finance"), reverse("centres:finance"))]
    return [*up, (label, reverse(name))] if name else up


@register.simple_tag
def ledger_trail(year: CentreYear) -> Trail:
    """Centres > this Centre > this year > its consultancy."""
    return [*year_trail(year), (_("Consultancy"), reverse("centres:ledger", args=[year.pk]))]
