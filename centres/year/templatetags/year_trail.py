from django import template
from django.urls import reverse

from centres.membership.templatetags.centre_trail import Trail, centre_trail
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear

register = template.Library()


@register.simple_tag
def year_trail(year: CentreYear) -> Trail:
    """Centres > this Centre > this year."""
    return [*centre_trail(year.centre), (str(year), reverse("year:year", args=[year.pk]))]


@register.simple_tag
def plan_trail(plan: Plan) -> Trail:
    """Centres > this Centre > this year > this plan."""
    return [*year_trail(plan.year), (str(plan), reverse("year:plan", args=[plan.pk]))]
