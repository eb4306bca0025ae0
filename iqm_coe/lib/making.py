"""Documents that a worker makes: asked for, claimed, made, kept once (R26, R27).

A worker may die at any moment. Its claim then falls silent, the next one begins again with a claim of its own, and only
the result of the claim that stands is kept: nothing is lost, and nothing is there twice.
"""

import errno
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Self, TypeVar

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib import claims
from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.status import StatusChoices
from iqm_coe.lib.transitions import record_event

log = structlog.get_logger(__name__)

# A worker tells every few seconds that it is alive; one that was silent for so long is taken to be gone.
SILENT = timedelta(seconds=30)
SIGN_OF_LIFE = 5.0  # seconds
MOST_ATTEMPTS = 3


class MakingStatus(StatusChoices):
    """Where a document stands; it follows from its instants."""

    QUEUED = "queued", "waiting", _("Waiting to be built")
    BUILDING = "building", "info", _("Being built")
    INTERRUPTED = "interrupted", "attention", _("Interrupted: it will begin again")
    READY = "ready", "good", _("Ready")
    FAILED = "failed", "bad", _("Could not be built")


class ClaimLost(Refused):
    """Another worker has taken over, so this one's result is let go."""


M = TypeVar("M", bound="Making")


class MakingQuerySet(models.QuerySet[M]):
    def in_the_making(self) -> Self:
        """Neither finished nor given up."""
        return self.filter(finished_at=None, failed_at=None)

    def waiting(self, silent_since: datetime) -> Self:
        """To be made: nobody has begun, or whoever had has been silent since this instant."""
        return self.in_the_making().filter(Q(heard_at=None) | Q(heard_at__lte=silent_since))


class Making(models.Model):
    """One document on its way. Its status follows from its instants; there is no second truth."""

    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text=_("Of the builder at work: only its own result is kept."))
    heard_at = models.DateTimeField(null=True, help_text=_("The builder's last sign of life."))
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(finished_at=None) | Q(failed_at=None), name="%(class)s_ends_in_one_way"),
            both_or_neither("claim", "heard_at", name="%(class)s_claimed_and_heard_together"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="%(class)s_is_never_more_than_done"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None, failed_at=None), name="%(class)s_in_the_making")
        ]

    def status_at(self, at: datetime) -> MakingStatus:
        """Where it stands; a worker that has gone silent is shown as what it is: unknown."""
        if self.finished_at:
            return MakingStatus.READY
        if self.failed_at:
            return MakingStatus.FAILED
        if self.heard_at is None:
            return MakingStatus.QUEUED
        return MakingStatus.BUILDING if at - self.heard_at < SILENT else MakingStatus.INTERRUPTED

    @property
    def status(self) -> MakingStatus:
        return self.status_at(timezone.now())

    @property
    def tone(self) -> str:
        return self.status.tone

    @property
    def label(self) -> str:
        return str(self.status.label)


def rows_of(model: type[M]) -> MakingQuerySet[M]:
    """All documents of this kind."""
    rows: MakingQuerySet[M] = model._default_manager.all()  # type: ignore[assignment]  # each kind has a queryset of this sort
    return rows


@transaction.atomic
def claim_one(model: type[M], at: datetime) -> M | None:
    """Take the oldest that nobody makes; None when there is none. One tried too often is given up."""
    row: M | None = claims.next_free(rows_of(model).waiting(at - SILENT).order_by("pk"))
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        row.failed_at, row.last_error = at, _now("The building stopped %d times without a word.") % row.attempts
        row.save(update_fields=["failed_at", "last_error"])
        return row
    claims.claim(row, claim=uuid.uuid4(), heard_at=at, done=0, step="")
    return row


def tell(row: Making, *, done: int, total: int, step: str, at: datetime) -> None:
    """A sign of life, and how far it is. Raises ClaimLost when another worker has taken over."""
    if not _mine(row).update(done=done, total=total, step=step[:200], heard_at=at):
        raise ClaimLost(_now("Another worker has taken this document over."))


def still_mine(row: M) -> M:
    """The locked row, to be finished within this transaction. Raises ClaimLost; then nothing is kept."""
    fresh: M | None = _mine(row).select_for_update(of=("self",)).first()
    if fresh is None:
        raise ClaimLost(_now("Another worker has taken this document over."))
    return fresh


def finish(row: Making, *, at: datetime) -> None:
    """It is kept; nobody makes it any more."""
    row.finished_at, row.done, row.step = at, row.total, ""
    row.save(update_fields=["finished_at", "done", "step"])


@transaction.atomic
def give_up(row: Making, error: str, *, at: datetime) -> None:
    """What cannot be made says so, instead of being tried for ever."""
    mine = _mine(row).select_for_update(of=("self",)).first()
    if mine is None:
        return
    mine.failed_at, mine.last_error = at, error[:500]
    mine.save(update_fields=["failed_at", "last_error"])
    record_event(mine, "fail", by=None, at=at)


def _mine(row: M) -> MakingQuerySet[M]:
    return rows_of(type(row)).in_the_making().filter(pk=row.pk, claim=row.claim)


def _say_alive(row: Making) -> None:
    """To lay a document out may take a minute, in which nothing else is told."""
    _mine(row).update(heard_at=timezone.now())


def _in_words(error: Exception) -> str:
    """For whoever waits; what a programmer needs is in the log."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _now("There was no room left to keep it. IQM's administrators have to make some.")
    return _now("The mistake is ours, and it has been noted for us to mend.")


def make_one(row: M, make: Callable[[M], None]) -> None:
    """Make a claimed document and keep it, unless another worker took it over meanwhile."""
    try:
        with (
            translation.override(settings.LANGUAGE_CODE),  # whoever asked for it: its bytes are the same
            claims.signs_of_life(partial(_say_alive, row), every=SIGN_OF_LIFE),
        ):
            make(row)
    except ClaimLost:
        log.warning("document_taken_over", document=row._meta.label_lower, pk=row.pk)
    except Exception as error:  # whatever a template or a file raises: the others must be made
        log.exception("document_failed", document=row._meta.label_lower, pk=row.pk)
        give_up(row, _in_words(error), at=timezone.now())


def make_everything_waiting(model: type[M], make: Callable[[M], None]) -> int:
    """Make what waits, oldest first. Returns how many were tried."""
    tried = 0
    while row := claim_one(model, timezone.now()):
        if row.failed_at is None:
            make_one(row, make)
            tried += 1
    return tried
