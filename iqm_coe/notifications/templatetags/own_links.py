"""Links in a mail whose words come from elsewhere: to our own site, and to nowhere else."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def own_links(text: str) -> SafeString:
    """Addresses that begin with SITE_URL become links; everything else stays what it is, escaped."""
    parts = re.split(rf"({re.escape(settings.SITE_URL)}/\S*)", text)
    linked = (format_html('<a href="{0}">{0}</a>', part) if at % 2 else part for at, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in linked))
