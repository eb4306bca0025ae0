from django import template
from django.db.models import QuerySet

from iqm_coe.accounts.models.provider import Provider

register = template.Library()


@register.simple_tag
def providers_on() -> QuerySet[Provider]:
    """Those whose buttons stand on the sign-in page."""
    on: QuerySet[Provider] = Provider.objects.on()
    return on
