"""What is known of the bytes of files."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from iqm_coe.files.enums import ScanState

if TYPE_CHECKING:
    from iqm_coe.files.models.scan import Scan


class ScanQuerySet(models.QuerySet["Scan"]):
    def waiting(self) -> Self:
        """Handed in while the scanner was away."""
        return self.filter(state=ScanState.WAITING)

    def standing_of_outer(self, handed_in_at: str) -> Coalesce:
        """The state of the file in the outer row, by its hash; nothing where nobody has looked, or where it was handed
        in, at the instant of that column, before a copy began to wait. For rows of files: a page asks it with them.
        """
        is_earlier = Q(state=ScanState.WAITING, asked_at__gt=OuterRef(handed_in_at))
        own = self.filter(sha256=OuterRef("sha256")).exclude(is_earlier).values("state")
        return Coalesce(Subquery(own, output_field=CharField()), Value(""))
