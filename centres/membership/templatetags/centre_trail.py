from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre

register = template.Library()

Trail = list[tuple[str, str]]


@register.simple_tag
def centre_trail(centre: Centre) -> Trail:
    """Centres > this Centre."""
    return [
        (_("Centres"), reverse("membership:centres")),
        (centre.name, reverse("membership:centre", args=[centre.pk])),
    ]
