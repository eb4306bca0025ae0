"""What stands in several places of a page, and is made once."""

from django import template
from django.template import Context, Engine
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn(context: Context, name: str) -> SafeString:
    """A template as this page has it: `{% drawn "layouts/_nav.html" as entries %}`."""
    return Engine.get_default().get_template(name).render(context)
