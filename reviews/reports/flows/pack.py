"""Review packs are asked for, then built in the background and kept once (R27); `lib/making.py` tells how."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files, making
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions import withdrawal
from reviews.reports import signals
from reviews.reports.models.pack import Pack, PackFile
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


@transaction.atomic
def keep(
    pack: Pack,
    content: bytes,
    *,
    pages: int,
    at: datetime,
    holds: Sequence[Review] = (),
    content_type: str = "application/pdf",
    newest: int | None = None,
) -> PackFile:
    """Keep the finished document with its hash. Raises ClaimLost; then nothing is kept. `newest` is the last withdrawal
    when it was begun: with another one since it begins again.
    """
    withdrawal.require_none_since(newest)
    fresh = making.still_mine(pack)
    name = f"{fresh.year.centre.name}, {fresh.year}, {_('review pack')}{files.MADE[content_type]}"
    kept = files.made(content, name=name, content_type=content_type)
    document: PackFile = PackFile.objects.create(pack=fresh, pages=pages, **kept)
    making.finish(fresh, at=at)
    fresh.holds.set(holds)
    record_event(fresh, "finish", by=None, at=at, facts={"sha256": document.sha256, "pages": pages})
    return document


def make(pack: Pack) -> None:
    """Lay out a claimed pack and keep it, telling how far it is."""

    def step(done: int, total: int, words: str) -> None:
        making.tell(pack, done=done, total=total, step=words, at=timezone.now())

    newest = withdrawal.newest()
    made = pdf.review_pack(pack.year, pack.asked_by, at=pack.asked_at, step=step)
    keep(
        pack,
        made.content,
        pages=made.pages,
        holds=made.holds,
        content_type=made.content_type,
        at=timezone.now(),
        newest=newest,
    )


def claim_one(at: datetime) -> Pack | None:
    """The oldest pack that nobody builds."""
    return making.claim_one(Pack, at)


def build_one(pack: Pack) -> None:
    """Build a claimed pack."""
    making.make_one(pack, make)


def build_everything_waiting() -> int:
    """Build what waits, oldest first. Returns how many were tried."""
    return making.make_everything_waiting(Pack, make)
