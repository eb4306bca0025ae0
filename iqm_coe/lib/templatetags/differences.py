"""How a text that was changed is shown."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from iqm_coe.lib.differences import Part

register = template.Library()
MARKS = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """What went and what came, each in its mark; not a blank more than the text has."""
    return format_html_join("", "{}", ((format_html(MARKS[part.kind], part.text),) for part in parts))
