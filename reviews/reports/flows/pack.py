"""Review packs are asked for, then built in the background: claimed, built, kept once (R27).

A builder may die at any moment. Its claim then falls silent, the next one begins again with a claim of its own, and
only the result of the claim that stands is kept: nothing is lost, and nothing is there twice.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import claims, files
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.pdf import pages_of
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from reviews.reports import signals
from reviews.reports.models.pack import MOST_ATTEMPTS, SILENT, Pack, PackFile
from reviews.reports.pdf import pack as pdf
from reviews.update.models.review import Review


@transaction.atomic
def ask(year: CentreYear, *, by: User, at: datetime) -> Pack:
    """Ask for a pack of what this person may see. Asking again while one is in the making gives that one."""
    require(by, "reports.ask_pack", year)
    try:
        with transaction.atomic():
            pack: Pack = Pack.objects.create(year=year, asked_by=by, asked_at=at)
    except IntegrityError:
        waiting: Pack = Pack.objects.in_the_making().select_for_update(of=("self",)).get(year=year, asked_by=by)
        return waiting
    record_event(pack, "ask", by=by, at=at, facts={"year": year.pk})
    signals.pack_asked.send(sender=Pack, pack=pack)
    return pack


log = structlog.get_logger(__name__)

SIGN_OF_LIFE = 5.0  # seconds


class ClaimLost(Refused):
    """Another builder has taken over, so this one's result is let go."""


@transaction.atomic
def claim_one(at: datetime) -> Pack | None:
    """Take the oldest pack that nobody builds; None when there is none. One tried too often is given up."""
    pack = claims.next_free(Pack.objects.waiting(at - SILENT).order_by("pk"))
    if pack is None:
        return None
    if pack.attempts >= MOST_ATTEMPTS:
        pack.failed_at, pack.last_error = at, _("The building stopped %d times without a word.") % pack.attempts
        pack.save(update_fields=["failed_at", "last_error"])
        return pack
    claims.claim(pack, claim=uuid.uuid4(), heard_at=at, done=0, step="")
    return pack


def tell(pack: Pack, *, done: int, total: int, step: str, at: datetime) -> None:
    """A sign of life, and how far it is. Raises ClaimLost when another builder has taken over."""
    mine = Pack.objects.in_the_making().filter(pk=pack.pk, claim=pack.claim)
    if not mine.update(done=done, total=total, step=step[:200], heard_at=at):
        raise ClaimLost(_("Another worker has taken this pack over."))


@transaction.atomic
def keep(pack: Pack, content: bytes, *, pages: int, at: datetime, holds: Sequence[Review] = ()) -> PackFile:
    """Keep the finished document with its hash. Raises ClaimLost; then nothing is kept."""
    fresh = Pack.objects.select_for_update(of=("self",)).select_related("year__centre").filter(pk=pack.pk).first()
    if fresh is None or fresh.claim != pack.claim or fresh.finished_at or fresh.failed_at:
        raise ClaimLost(_("Another worker has taken this pack over."))
    name = f"{fresh.year.centre.name}, {fresh.year}, {_('review pack')}.pdf"
    document: PackFile = PackFile.objects.create(pack=fresh, pages=pages, **files.made(content, name=name))
    fresh.finished_at, fresh.done, fresh.step = at, fresh.total, ""
    fresh.save(update_fields=["finished_at", "done", "step"])
    fresh.holds.set(holds)
    record_event(fresh, "finish", by=None, at=at, facts={"sha256": document.sha256, "pages": pages})
    return document


@transaction.atomic
def give_up(pack: Pack, error: str, *, at: datetime) -> None:
    """What cannot be built says so, instead of being tried for ever."""
    mine = Pack.objects.in_the_making().select_for_update(of=("self",)).filter(pk=pack.pk, claim=pack.claim).first()
    if mine is None:
        return
    mine.failed_at, mine.last_error = at, error[:500]
    mine.save(update_fields=["failed_at", "last_error"])
    record_event(mine, "fail", by=None, at=at)


def _say_alive(pack: Pack) -> None:
    """To lay a pack out may take a minute, in which nothing else is told."""
    Pack.objects.in_the_making().filter(pk=pack.pk, claim=pack.claim).update(heard_at=timezone.now())


def build_one(pack: Pack) -> None:
    """Build a claimed pack and keep it, unless somebody took it over meanwhile."""

    def step(done: int, total: int, words: str) -> None:
        tell(pack, done=done, total=total, step=words, at=timezone.now())

    try:
        with claims.signs_of_life(partial(_say_alive, pack), every=SIGN_OF_LIFE):
            content, holds = pdf.review_pack(pack.year, pack.asked_by, at=pack.asked_at, step=step)
        keep(pack, content, pages=pages_of(content), holds=holds, at=timezone.now())
    except ClaimLost:
        log.warning("pack_taken_over", pack=pack.pk)
    except Exception as error:  # whatever a template or a file raises: the others must be built
        log.exception("pack_failed", pack=pack.pk)
        give_up(pack, repr(error), at=timezone.now())


def build_everything_waiting() -> int:
    """Build what waits, oldest first. Returns how many were tried."""
    tried = 0
    while pack := claim_one(timezone.now()):
        if pack.failed_at is None:
            build_one(pack)
            tried += 1
    return tried
