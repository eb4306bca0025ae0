"""The legal hold under which a thing stands, for the pages of administrators."""

from django import template
from django.apps import apps

from iqm_coe.records.conditions.hold import held_at
from iqm_coe.records.models.hold import Hold

register = template.Library()


@register.simple_tag
def hold_on(label: str, pk: int) -> Hold | None:
    """Its own, or one of what it belongs to."""
    return held_at(apps.get_model(label)._meta.db_table, pk)


@register.filter
def is_on(hold: Hold | None, label: str) -> bool:
    """Whether the hold stands on a thing of this kind, and so on the thing of the page itself."""
    return hold is not None and hold.subject_type == label
