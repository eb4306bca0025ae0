from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.models.school import School

register = template.Library()


@register.simple_tag
def school_trail(school: School) -> list[tuple[str, str]]:
    """Schools > this school."""
    return [
        (_("Schools"), reverse("schools:schools")),
        (school.name, reverse("schools:school", args=[school.pk])),
    ]
