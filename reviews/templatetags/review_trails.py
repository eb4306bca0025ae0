"""The way back up from a page about a review: `{% load review_trails %}{% review_trail review as crumbs %}`."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.templatetags.trails import Trail, year_trail
from reviews.models import Report, Review, Visit

register = template.Library()


@register.simple_tag
def school_year_trail(review: Review) -> Trail:
    """Centres > its Centre > its year."""
    return year_trail(review.year)


@register.simple_tag
def review_trail(review: Review) -> Trail:
    """Centres > its Centre > its year > this review."""
    return [*year_trail(review.year), (review.school.name, reverse("reviews:review", args=[review.pk]))]


@register.simple_tag
def visit_trail(visit: Visit) -> Trail:
    """Centres > its Centre > its year > this visit."""
    return [*year_trail(visit.year), (_("Visit"), reverse("reviews:visit", args=[visit.pk]))]


@register.simple_tag
def notebook_trail(review: Review) -> Trail:
    """Centres > its Centre > its year > the notebook of this school."""
    return [*year_trail(review.year), (_("Notebook"), reverse("reviews:notebook", args=[review.pk]))]


@register.simple_tag
def plan_trail(review: Review) -> Trail:
    """Centres > its Centre > its year > the plan for development of this school."""
    return [*year_trail(review.year), (_("Plan for development"), reverse("reviews:plan", args=[review.pk]))]


@register.simple_tag
def report_trail(report: Report) -> Trail:
    """Centres > its Centre > its year > this report."""
    return [*year_trail(report.review.year), (_("Report"), reverse("reviews:report", args=[report.pk]))]
