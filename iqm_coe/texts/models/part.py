"""A part of what several write: whoever writes it says that it is done (R15e)."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iqm_coe.texts.models.kept import Paged


class Part(Paged):
    """It stays open for writing: what is said tells the others alone, on their list and on the page of the whole. Other
    words or evidence after that are told beside it.
    """

    done_at = models.DateTimeField(null=True, help_text=_("When whoever writes it said that their part is done."))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    changed_at = models.DateTimeField(null=True, help_text=_("When it was last changed after it was said to be done."))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_changed_since(self) -> bool:
        """It is done, and is not as it was when that was said."""
        return self.done_at is not None and self.changed_at is not None

    @property
    def is_begun(self) -> bool:
        """Something is written."""
        raise NotImplementedError


PartRow = TypeVar("PartRow", bound=Part)
