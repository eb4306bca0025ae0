from django import template
from django.utils.translation import gettext as _

from centres.membership.templatetags.centre_trail import Trail
from iqm_coe.lib.addresses import address

register = template.Library()


@register.simple_tag
def finance_trail(label: str = "", name: str = "") -> Trail:
    """Finance, or Finance > one of its lists."""
    up = [(_("Finance"), address("billing:finance"))]
    return [*up, (label, address(name))] if name else up
