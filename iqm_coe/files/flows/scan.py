"""A file that is handed in is looked at by the virus scanner, at once or as soon as it is back (R14)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.files import emails, handed_in
from iqm_coe.files.enums import ScanState
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib import files, scanning
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.rounds import each
from iqm_coe.lib.scanning import ScannerAway
from iqm_coe.lib.transitions import advance

log = structlog.get_logger(__name__)


def take(upload: UploadedFile, *, at: datetime) -> dict[str, Any]:
    """The fields of a StoredFile for this upload, opened and looked at. Raises Refused for what is not taken, and where
    the scanner finds something; where it is away the file is taken and waits.
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
        raise Refused(_refusal(found))
    _say(sha256, "", at=at)
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
    rows = list(_rows_of(asked.sha256))
    found = scanning.found_in(_content(rows[0])) if rows else ""
    with transaction.atomic():
        said = _say(asked.sha256, found, at=at)
        if said.state == ScanState.BAD:
            for row in rows:
                emails.found_bad(row, found=found, at=at)


def _rows_of(sha256: str) -> Iterator[StoredFile]:
    for kind in handed_in.kinds():
        yield from kind._default_manager.filter(sha256=sha256).order_by("pk")


def _content(row: StoredFile) -> bytes:
    with row.file.open("rb") as file:
        content: bytes = file.read()
    return content


def held_back(row: StoredFile) -> str:
    """Why nobody gets this file now, as `served` asks it: its state, or nothing."""
    standing: Mapping[str, str] = dict(Scan.objects.filter(sha256=row.sha256).values_list("sha256", "state"))
    state = standing.get(row.sha256, "")
    return state if state in (ScanState.WAITING, ScanState.BAD) else ""
