"""How the office is reached, for pages that come out even when nothing else works."""

from django import template
from django.template import Context

from iqm_coe.lib.letterhead import Office, last_read

register = template.Library()


@register.simple_tag(takes_context=True)
def office_at_hand(context: Context) -> Office | None:
    """As the page knows it; where it was made without asking anybody, as this process last read it."""
    return context.get("office") or last_read()
