from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.templatetags.centre_trail import Trail
from centres.year.models.year import CentreYear
from centres.year.templatetags.year_trail import year_trail

register = template.Library()


@register.simple_tag(takes_context=True)
def ledger_trail(context: Context, year: CentreYear) -> Trail:
    """Centres > this Centre > this year > its consultancy."""
    return [*year_trail(context, year), (_("Consultancy"), reverse("consultancy:ledger", args=[year.pk]))]
