from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.templatetags.centre_trail import Trail
from centres.year.templatetags.year_trail import year_trail
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit

register = template.Library()


@register.simple_tag(takes_context=True)
def visit_trail(context: Context, visit: Visit) -> Trail:
    """Centres > its Centre > its year > this visit."""
    return [*year_trail(context, visit.year), (_("Visit"), reverse("visits:visit", args=[visit.pk]))]


@register.simple_tag
def asked_trail() -> Trail:
    """My visits, for whoever is asked to assess and sees nothing of the Centre yet."""
    return [(_("My visits"), reverse("visits:my_visits"))]


@register.simple_tag(takes_context=True)
def notebook_trail(context: Context, review: Review) -> Trail:
    """Centres > its Centre > its year > the notebook of this school."""
    return [*year_trail(context, review.year), (_("Notebook"), reverse("visits:notebook", args=[review.pk]))]


@register.simple_tag(takes_context=True)
def plan_trail(context: Context, review: Review) -> Trail:
    """Centres > its Centre > its year > the plan for development of this school."""
    return [*year_trail(context, review.year), (_("Plan for development"), reverse("visits:plan", args=[review.pk]))]
