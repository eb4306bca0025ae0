"""A mail's plain text with its web addresses made into links."""

from django.utils.html import urlize
from django.utils.safestring import SafeString


def with_links(text: str) -> SafeString:
    """Escaped text whose http addresses can be clicked."""
    return urlize(text, nofollow=True, autoescape=True)
