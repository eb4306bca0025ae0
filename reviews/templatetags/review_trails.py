"""The way back up from a page about a review: `{% load review_trails %}{% review_trail review as crumbs %}`."""

from django import template
from django.urls import reverse

from centres.templatetags.trails import Trail, year_trail
from reviews.models import Review

register = template.Library()


@register.simple_tag
def school_year_trail(review: Review) -> Trail:
    """Centres > its Centre > its year."""
    return year_trail(review.year)


@register.simple_tag
def review_trail(review: Review) -> Trail:
    """Centres > its Centre > its year > this review."""
    return [*year_trail(review.year), (review.school.name, reverse("reviews:review", args=[review.pk]))]
