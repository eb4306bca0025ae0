"""The document of a sealed report is made once, by a worker, and kept (R26); `lib/making.py` tells how."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from iqm_coe.lib import files, making
from iqm_coe.lib.pdf import pages_of
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import record_event
from reviews.reports import signals
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from reviews.reports.pdf import report as pdf

TRIED_AGAIN_AFTER = timedelta(days=1)


def ask(sealed: SealedReport, *, at: datetime) -> SealedPrint:
    """Have the document made; within the transaction that seals the report."""
    asked: SealedPrint = SealedPrint.objects.create(sealed=sealed, asked_at=at)
    signals.document_asked.send(sender=SealedPrint, asked=asked)
    return asked


def ask_what_lacks(at: datetime) -> int:
    """Reports sealed before there was this, and documents that could not be made a day ago; returns how many."""

    def ask_for(sealed: SealedReport) -> None:
        SealedPrint.objects.get_or_create(sealed=sealed, defaults={"asked_at": at})

    each(
        "ask for documents of sealed reports", SealedReport.objects.filter(printing=None).order_by("pk"), ask_for, at=at
    )
    failed = SealedPrint.objects.filter(failed_at__lte=at - TRIED_AGAIN_AFTER)
    return failed.update(failed_at=None, claim=None, heard_at=None, attempts=0)


@transaction.atomic
def keep(asked: SealedPrint, content: bytes, *, pages: int, at: datetime) -> SealedFile:
    """Keep the finished document with its hash. Raises ClaimLost; then nothing is kept."""
    fresh = making.still_mine(asked)
    name = f"report-{fresh.sealed.code}.pdf"
    document: SealedFile = SealedFile.objects.create(sealed=fresh.sealed, pages=pages, **files.made(content, name=name))
    making.finish(fresh, at=at)
    record_event(fresh.sealed, "print", by=None, at=at, facts={"sha256": document.sha256, "pages": pages})
    return document


def make(asked: SealedPrint) -> None:
    """Lay out a claimed document and keep it."""
    content = pdf.report(asked.sealed)
    keep(asked, content, pages=pages_of(content), at=timezone.now())


def build_everything_waiting() -> int:
    """Make what waits, oldest first. Returns how many were tried."""
    return making.make_everything_waiting(SealedPrint, make)
