"""A part of what several write: whoever writes it says that it is done (R15e)."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iqm_coe.texts.models.kept import Paged


class Part(Paged):
    """It stays open for writing: what is said tells the others alone, on their list and on the page of the whole."""

    done_at = models.DateTimeField(null=True, help_text=_("When whoever writes it said that their part is done."))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_begun(self) -> bool:
        """Something is written."""
        raise NotImplementedError


PartRow = TypeVar("PartRow", bound=Part)
