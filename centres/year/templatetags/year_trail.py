from django import template
from django.template.context import Context

from centres.membership.templatetags.centre_trail import Trail, centre_trail, step_of
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.lib.addresses import address

register = template.Library()


@register.simple_tag(takes_context=True)
def year_trail(context: Context, year: CentreYear) -> Trail:
    """Centres > this Centre > this year."""
    return [*centre_trail(context, year.centre), step_of(context, year.centre, str(year), "year:year", year.pk)]


@register.simple_tag(takes_context=True)
def plan_trail(context: Context, plan: Plan) -> Trail:
    """Centres > this Centre > this year > this plan."""
    return [*year_trail(context, plan.year), (str(plan), address("year:plan", plan.pk))]
