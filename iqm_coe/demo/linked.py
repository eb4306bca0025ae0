"""A mail's plain text with its web addresses made into links."""

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe


def with_links(text: str) -> SafeString:
    """Escaped text whose http addresses can be clicked."""
    return mark_safe(urlize(text, nofollow=True, autoescape=True))  # noqa: S308 - urlize has escaped it
