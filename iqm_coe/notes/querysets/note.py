"""Notes are the office's; which things somebody may see is asked of the thing (`rules.py`)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.notes.about import seen_by

if TYPE_CHECKING:
    from iqm_coe.notes.models.note import FollowUp, Note


def about_what_they_see(user: User) -> Q:
    """Rows about things that this person reads the notes of."""
    seen = Q(pk__in=[])
    for label, keys in seen_by(user).items():
        seen |= Q(about_type=label, about_id__in=keys)
    return seen


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> Self:
        """Of things that they see and have no part in; for the office alone."""
        return self.filter(about_what_they_see(user))

    def about(self, thing: models.Model) -> Self:
        return self.filter(about_type=thing._meta.label_lower, about_id=thing.pk)

    def for_list(self) -> Self:
        return only_columns(self, "written_by__name").order_by("-written_at", "-pk")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> Self:
        """As the notes."""
        return self.filter(about_what_they_see(user))

    def about(self, thing: models.Model) -> Self:
        return self.filter(about_type=thing._meta.label_lower, about_id=thing.pk)

    def for_list(self) -> Self:
        """With who sees to each, and who said so."""
        return only_columns(self, "owner__name", "set_by__name")
