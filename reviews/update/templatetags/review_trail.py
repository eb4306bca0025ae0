from django import template
from django.template.context import Context

from centres.membership.templatetags.centre_trail import Trail
from centres.year.templatetags.year_trail import year_trail
from iqm_coe.lib.addresses import address
from reviews.update.models.review import Review

register = template.Library()


@register.simple_tag(takes_context=True)
def school_year_trail(context: Context, review: Review) -> Trail:
    """Centres > its Centre > its year."""
    return year_trail(context, review.year)


@register.simple_tag(takes_context=True)
def review_trail(context: Context, review: Review) -> Trail:
    """Centres > its Centre > its year > this review."""
    return [*year_trail(context, review.year), (review.school.name, address("update:review", review.pk))]
