"""The modules of a page's script, named in its head so that a browser fetches them all at once."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from iqm_coe.lib.templatetags.settled import file_address
from iqm_coe.web.storage import imported_modules

register = template.Library()


@register.simple_tag
def preload_modules(entry: str) -> SafeString:
    """Without it a browser learns of each module only from the one that imports it, one round trip after the other."""
    return _preloaded(entry, file_address(entry))


@lru_cache(maxsize=16)
def _preloaded(entry: str, _where: str) -> SafeString:
    """Some forty addresses that are the same on every page, as long as files are served from the same place."""
    addresses = ((static(path),) for path in imported_modules(entry))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', addresses)
