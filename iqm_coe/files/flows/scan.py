"""A file that is handed in is looked at by the virus scanner, at once or as soon as it is back (R14)."""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.files import emails, handed_in
from iqm_coe.files.enums import ScanState
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib import files, scanning
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import StoredFile, TakenFile
from iqm_coe.lib.rounds import each
from iqm_coe.lib.scanning import ScannerAway
from iqm_coe.lib.transitions import advance

log = structlog.get_logger(__name__)


def take(upload: UploadedFile, *, at: datetime) -> TakenFile:
    """The fields of a StoredFile for this upload, opened and looked at. Raises Refused for what is not taken, and where
    the scanner finds something; where it is away the file is taken and waits. It is called before a flow opens its
    transaction: nothing is held while a scanner thinks, and what it found is kept although the file is not.
    """
    taken = files.take(upload)
    sha256 = taken["sha256"]
    if not scanning.is_configured():
        _require_not_bad(sha256)
        return taken
    content = taken["file"].read()
    taken["file"].seek(0)
    try:
        found = scanning.found_in(content)
    except ScannerAway as away:
        log.warning("scanner_away", error=str(away))
        _require_not_bad(sha256)
        Scan.objects.get_or_create(sha256=sha256, defaults={"asked_at": at})
        return taken
    if found:
        log.warning("virus_refused", found=found, sha256=sha256)
    _keep(sha256, found, at=at)
    if found:
        raise Refused(_refusal(found))
    return taken


def _require_not_bad(sha256: str) -> None:
    known = Scan.objects.filter(sha256=sha256, state=ScanState.BAD).first()
    if known is not None:
        raise Refused(_refusal(known.found))


def _refusal(found: str) -> str:
    words = _(
        "The virus scan found something in this file, which it calls “%s”. The file was not taken and nothing was "
        "saved. Have your own machine looked at, make the file anew, for example as PDF, and hand that in."
    )
    return words % found


@transaction.atomic
def _keep(sha256: str, found: str, *, at: datetime) -> None:
    """Keep the verdict; where a file with these bytes stands already and is bad, tell who handed it in."""
    was_bad = Scan.objects.filter(sha256=sha256, state=ScanState.BAD).exists()
    said = _say(sha256, found, at=at)
    if said.state == ScanState.BAD and not was_bad:
        for row in _rows_of(sha256):
            emails.found_bad(row, found=found, at=at)


def _say(sha256: str, found: str, *, at: datetime) -> Scan:
    """Keep the verdict."""
    asked, _is_new = Scan.objects.get_or_create(sha256=sha256, defaults={"asked_at": at})
    if asked.state == (ScanState.BAD if found else ScanState.CLEAN) and asked.found == found:
        return asked
    return advance(asked, "find" if found else "clear", by=None, at=at, scanned_at=at, found=found)


def look_at_waiting(*, at: datetime) -> int:
    """Ask about what was handed in while the scanner was away; returns how many. Stops where it is away still. Where
    none is configured any more, what waits is let go, labelled as what it is.
    """
    waiting = list(Scan.objects.waiting().order_by("pk"))
    if not scanning.is_configured():
        return each("let go of files that wait for a scanner", waiting, lambda asked: _let_go(asked, at=at), at=at)
    try:
        if waiting:
            scanning.answers()
    except ScannerAway as away:
        log.warning("scanner_away", error=str(away))
        return 0
    return each("look at files that wait for the virus scan", waiting, lambda asked: _look_at(asked, at=at), at=at)


def _let_go(asked: Scan, *, at: datetime) -> None:
    advance(asked, "let_go", by=None, at=at, scanned_at=at)


def _look_at(asked: Scan, *, at: datetime) -> None:
    row = next(_rows_of(asked.sha256), None)
    if row is None:  # handed in by a flow that came to nothing, or withdrawn since
        _let_go(asked, at=at)
    else:
        _keep(asked.sha256, scanning.found_in(_content(row), patience=scanning.LONG_PATIENCE), at=at)


def _rows_of(sha256: str) -> Iterator[StoredFile]:
    """Files with these bytes that people handed in, and that nobody withdrew."""
    for kind in handed_in.kinds():
        yield from kind._default_manager.filter(sha256=sha256, withdrawn_at=None).order_by("pk")


def _content(row: StoredFile) -> bytes:
    with row.file.open("rb") as file:
        content: bytes = file.read()
    return content


def held_back(row: StoredFile) -> str:
    """Why nobody gets this file now, as `served` asks it: its state, or nothing. Only what people hand in is held back,
    never what the product made; and what was given out before does not begin to wait because of another copy.
    """
    if not handed_in.is_handed_in(row):
        return ""
    known = Scan.objects.filter(sha256=row.sha256, state__in=[ScanState.WAITING, ScanState.BAD]).first()
    if known is None or (known.state == ScanState.WAITING and handed_in.told_of(row).at < known.asked_at):
        return ""
    return str(known.state)
