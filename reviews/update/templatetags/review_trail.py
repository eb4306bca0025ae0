from django import template
from django.urls import reverse

from centres.membership.templatetags.centre_trail import Trail
from centres.year.templatetags.year_trail import year_trail
from reviews.update.models.review import Review

register = template.Library()


@register.simple_tag
def school_year_trail(review: Review) -> Trail:
    """Centres > its Centre > its year."""
    return year_trail(review.year)


@register.simple_tag
def review_trail(review: Review) -> Trail:
    """Centres > its Centre > its year > this review."""
    return [*year_trail(review.year), (review.school.name, reverse("update:review", args=[review.pk]))]
