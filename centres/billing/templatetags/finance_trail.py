from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.templatetags.centre_trail import Trail

register = template.Library()


@register.simple_tag
def finance_trail(label: str = "", name: str = "") -> Trail:
    """Finance, or Finance > one of its lists."""
    up = [(_("Finance"), reverse("billing:finance"))]
    return [*up, (label, reverse(name))] if name else up
