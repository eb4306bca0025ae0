"""The notes of one thing as a page shows them, and what a thing is called."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import kept
from iqm_coe.notes.about import KINDS
from iqm_coe.notes.models.note import FollowUp, Note

SHOWN = 5


@dataclass(frozen=True)
class Notes:
    """Of one thing: who sees to it, and what was written, the newest first."""

    about: str
    label: str
    key: int
    notes: list[Note]
    more: int
    follow_up: FollowUp | None


def notes_of(thing: Model, user: User, shown: int | None = SHOWN) -> Notes:
    """All that stands there; the last few of it on the page of the thing."""
    label = thing._meta.label_lower
    rows = _notes(label, thing.pk)
    return Notes(
        about=KINDS[label].says(thing),
        label=label,
        key=thing.pk,
        notes=rows[:shown],
        more=len(rows) - len(rows[:shown]),
        follow_up=next(iter(_follow_ups(label, thing.pk)), None),
    )


@kept("number")
def _notes(label: str, number: int) -> QuerySet[Note]:
    return Note.objects.filter(about_type=label, about_id=number).for_list()


@kept("number")
def _follow_ups(label: str, number: int) -> QuerySet[FollowUp]:
    """One at most."""
    return FollowUp.objects.filter(about_type=label, about_id=number).select_related("owner", "set_by")


def page_of(label: str, key: int) -> str:
    """The address of the page of a thing that somebody may see."""
    about = KINDS[label]
    if about.key == "pk":
        return reverse(about.route, args=[key])
    return reverse(about.route, args=[_thing(label, key)])


def _thing(label: str, key: int) -> int:
    return int(KINDS[label].model._default_manager.values_list(KINDS[label].key, flat=True).get(pk=key))
