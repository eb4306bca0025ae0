"""What the virus scanner said of the bytes of a file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.files.enums import ScanState
from iqm_coe.files.querysets import ScanQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition

WAITING, UNSCANNED, CLEAN, BAD = ScanState.WAITING, ScanState.UNSCANNED, ScanState.CLEAN, ScanState.BAD
ANY = (WAITING, UNSCANNED, CLEAN, BAD)


class Scan(Stateful):
    """A verdict on bytes, by their hash: whoever hands the same file in again meets the same one. Without a row nobody
    has looked, since no scanner is configured.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=20, choices=ScanState.choices, default=WAITING)
    asked_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=200, blank=True, help_text=_("What the scanner calls it."))

    objects = ScanQuerySet.as_manager()

    STATES = ScanState
    TRANSITIONS: ClassVar = {
        "clear": Transition(ANY, CLEAN, None, by_clock=True),
        "find": Transition(ANY, BAD, None, by_clock=True),
        "let_go": Transition((WAITING,), UNSCANNED, None, by_clock=True),
    }

    class Meta:
        verbose_name = _("virus scan of a file")
        constraints = [
            known(ScanState, name="scan_state_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="scan_is_of_a_hash"),
            models.CheckConstraint(
                condition=Q(state="waiting", scanned_at=None) | (~Q(state="waiting") & Q(scanned_at__isnull=False)),
                name="scan_has_its_instant",
            ),
            models.CheckConstraint(
                condition=(Q(state="bad") & ~Q(found="")) | (~Q(state="bad") & Q(found="")),
                name="scan_names_what_was_found",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256
