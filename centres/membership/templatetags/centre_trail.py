from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre
from centres.membership.querysets.centre import sees_centre
from iqm_coe.lib.addresses import address

register = template.Library()

Trail = list[tuple[str, str]]


@register.simple_tag(takes_context=True)
def centre_trail(context: Context, centre: Centre) -> Trail:
    """Centres > this Centre."""
    return [(_("Centres"), address("membership:centres")), step_of(context, centre, centre.name, "membership:centre")]


def step_of(context: Context, centre: Centre, label: str, name: str, pk: int | None = None) -> tuple[str, str]:
    """A step of a trail, that leads to a page which is seen through this Centre only whoever sees the Centre.

    Who writes a part, or pays, reads pages below a Centre whose own page is not theirs.
    """
    opens = sees_centre(context["request"].user, centre.pk)
    return label, address(name, pk or centre.pk) if opens else ""
