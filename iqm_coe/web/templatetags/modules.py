"""The modules of a page's script, named in its head so that a browser fetches them all at once."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from iqm_coe.web.storage import imported_modules

register = template.Library()


@register.simple_tag
def preload_modules(entry: str) -> SafeString:
    """Without it a browser learns of each module only from the one that imports it, one round trip after the other."""
    addresses = ((static(path),) for path in imported_modules(entry))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', addresses)
