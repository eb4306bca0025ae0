"""The document of a sealed report is made once, by a worker, and kept (R26); `lib/making.py` tells how."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files, making
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.pdf import pages_of
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions import withdrawal
from reviews.reports import signals
from reviews.reports.conditions import seal
from reviews.reports.emails import report as emails
from reviews.reports.enums import ReportState
from reviews.reports.models.report import Condition, Report, ReportSection
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport, new_code
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

    each("ask for documents of sealed reports", _without_document(), ask_for, at=at)
    failed = SealedPrint.objects.filter(failed_at__lte=at - TRIED_AGAIN_AFTER, sealed__withdrawn_at=None)
    return failed.update(failed_at=None, claim=None, heard_at=None, attempts=0)


def _without_document() -> QuerySet[SealedReport]:
    return SealedReport.objects.filter(printing=None, withdrawn_at=None).order_by("pk")


@transaction.atomic
def keep(asked: SealedPrint, content: bytes, *, pages: int, at: datetime, newest: int | None = None) -> SealedFile:
    """Keep the finished document with its hash. Raises ClaimLost; then nothing is kept. `newest` is the last withdrawal
    when it was begun: with another one since it begins again.
    """
    withdrawal.require_none_since(newest)
    fresh = making.still_mine(asked)
    name = f"report-{fresh.sealed.code}.pdf"
    document: SealedFile = SealedFile.objects.create(sealed=fresh.sealed, pages=pages, **files.made(content, name=name))
    making.finish(fresh, at=at)
    record_event(fresh.sealed, "print", by=None, at=at, facts={"sha256": document.sha256, "pages": pages})
    return document


def make(asked: SealedPrint) -> None:
    """Lay out a claimed document and keep it."""
    newest = withdrawal.newest()
    content = pdf.report(asked.sealed)
    keep(asked, content, pages=pages_of(content), at=timezone.now(), newest=newest)


@transaction.atomic
def issue_without(sealed: SealedReport, content: Mapping[str, object], *, by: User, at: datetime) -> SealedReport:
    """What remains of a report whose content was withdrawn, as a correction that names it: the same decision, by whom
    it was taken, under a new code (R26, R46d).
    """
    before = Report.objects.select_for_update(of=("self",)).get(pk=sealed.report_id)
    columns = ("review_id", "author_id", "recommendation", "version", "due_on", "saved_at", "sent_at")
    checked = ("checked_at", "checked_by_id")
    kept = {name: getattr(before, name) for name in (*columns, *checked)}
    report: Report = Report.objects.create(replaces=before, state=ReportState.ISSUED, begun_at=at, **kept)
    ReportSection.objects.bulk_create(
        ReportSection(report=report, kind=one.kind, text=one.text) for one in before.sections.all()
    )
    Condition.objects.bulk_create(
        Condition(report=report, number=one.number, text=one.text, due_on=one.due_on) for one in before.conditions.all()
    )
    code = new_code()
    issued = {**_issued_part(content), "code": code, "on": london_date(at).isoformat(), "replaces": sealed.code}
    text = seal.canonical({**content, "issued": issued})
    new: SealedReport = SealedReport.objects.create(
        report=report, content=text, sha256=seal.hash_of(text), code=code, issued_at=at, issued_by=sealed.issued_by
    )
    record_event(report, "issue_without", by=by, at=at, to_state=ReportState.ISSUED, facts={"report": before.pk})
    record_event(new, "seal", by=by, at=at, facts={"sha256": new.sha256, "report": report.pk})
    ask(new, at=at)
    emails.report_issued(report, new, by=by, at=at)
    return new


def _issued_part(content: Mapping[str, object]) -> Mapping[str, object]:
    issued = content.get("issued")
    return issued if isinstance(issued, dict) else {}


def build_everything_waiting() -> int:
    """Make what waits, oldest first. Returns how many were tried."""
    return making.make_everything_waiting(SealedPrint, make)
