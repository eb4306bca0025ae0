"""Reading the schools register of England: handed in, read in the background, every row taken or refused with a reason.

The rows are understood one by one and copied beside the tables; only then one transaction takes them over. A worker
that dies before leaves nothing behind, and the next one begins again (`lib/making.py`).
"""

import hashlib
import secrets
import uuid
from array import array
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import making
from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.stored_files import take_away
from iqm_coe.lib.transitions import record_event
from schools import signals
from schools.flows.register_file import Form, form_of, rows_of
from schools.flows.register_row import Reader, RefusedRow, RegisterRow
from schools.flows.register_store import Staging, Taken, take_over
from schools.models.register import RegisterFile, RegisterImport, RegisterRemark

AT_ONCE = 2000  # rows understood, copied and told of together
STAGED, TAKEN_OVER = 70, 100  # of a hundred parts of the work
LONGEST_NAME = 200
URNS = 1_000_000  # of six digits: the line of each that was seen, in 8 MB however long the file is


class TooLate(Refused):
    """The file is read, or was cancelled before."""


@transaction.atomic
def hand_in(upload: UploadedFile, *, by: User, at: datetime) -> RegisterImport:
    """Keep a file until a worker reads it. Raises Refused when it is no register at all."""
    require(by, "schools.read_register", None)
    form_of(_bytes_of(upload))
    reading = _begun(upload.name or "", by=by, at=at)
    upload.seek(0)
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    upload.name = f"{secrets.token_hex(16)}.csv"
    RegisterFile.objects.create(
        reading=reading,
        file=upload,
        name=reading.file_name,
        content_type="text/csv",
        size=upload.size or 0,
        sha256=digest.hexdigest(),
    )
    record_event(reading, "hand_in", by=by, at=at)
    signals.register_handed_in.send(sender=RegisterImport, reading=reading)
    return reading


def _bytes_of(upload: UploadedFile) -> IO[bytes]:
    """What lies below Django's own wrapping."""
    if upload.file is None:
        raise Refused(_("The file is empty."))
    return upload.file


@transaction.atomic
def cancel(reading: RegisterImport, *, by: User, at: datetime) -> RegisterImport:
    """Stop a reading: nothing of it is kept. Raises TooLate when the worker was faster."""
    require(by, "schools.read_register", None)
    fresh: RegisterImport = RegisterImport.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    if fresh.finished_at or fresh.failed_at:
        raise TooLate(_("This file is not being read any more, so there is nothing to cancel."))
    fresh.failed_at, fresh.cancelled_by = at, by
    fresh.last_error = _("Cancelled by %s. Nothing was changed.") % by.name
    fresh.save(update_fields=["failed_at", "cancelled_by", "last_error"])
    record_event(fresh, "cancel", by=by, at=at)
    forget_files()
    return fresh


@transaction.atomic
def read(file: IO[bytes], *, file_name: str, by: User | None, at: datetime) -> RegisterImport:
    """Read a file at once, as the operator's command line does; reading it again changes nothing.

    `by` is None only there. Raises Refused when the file is no register at all; nothing is kept then.
    """
    if by is not None:
        require(by, "schools.read_register", None)
    reading = _begun(file_name, by=by, at=at, claim=uuid.uuid4(), heard_at=at, attempts=1)
    bring_in(reading, file, now=lambda: at)
    reading.refresh_from_db()
    return reading


def _begun(file_name: str, *, by: User | None, at: datetime, **claimed: object) -> RegisterImport:
    name = one_line(file_name)[:LONGEST_NAME]
    begun: RegisterImport = RegisterImport.objects.create(
        file_name=name, read_at=at, read_by=by, total=TAKEN_OVER, **claimed
    )
    return begun


def read_everything_waiting() -> int:
    """Read what waits, oldest first, and let go of files that nobody will read. Returns how many were tried."""
    tried = making.make_everything_waiting(RegisterImport, _read_stored)
    forget_files()
    return tried


def _read_stored(reading: RegisterImport) -> None:
    with reading.stored.file.open("rb") as file:
        bring_in(reading, file.file, now=timezone.now)


@transaction.atomic
def forget_files() -> None:
    """Let go of the files of readings that are over, whichever way."""
    over = RegisterFile.objects.exclude(reading__in=RegisterImport.objects.in_the_making())
    for stored in over.select_for_update(of=("self",)):
        stored.delete()
        transaction.on_commit(partial(take_away, str(stored.file.name)))


def bring_in(reading: RegisterImport, file: IO[bytes], *, now: Callable[[], datetime]) -> None:
    """Read a claimed file into the tables, telling how far it is. Raises Refused; ClaimLost once it is cancelled."""
    form = form_of(file)
    reader, staging = Reader(form.header), Staging()
    try:
        rows, remarks = _stage(reading, file, form, reader, staging, now)
        _keep(reading, form, reader, rows, remarks, now())
    finally:
        staging.drop()


def _stage(
    reading: RegisterImport, file: IO[bytes], form: Form, reader: Reader, staging: Staging, now: Callable[[], datetime]
) -> tuple[int, list[RegisterRemark]]:
    """Copy what is understood beside the tables. Returns the number of rows and what is to be said of those refused."""
    size = file.seek(0, 2) or 1
    rows, seen, remarks = 0, array("L", bytes(array("L").itemsize * URNS)), list[RegisterRemark]()
    for piece in _pieces(rows_of(file, form)):
        understood: list[tuple[int, RegisterRow]] = []
        for line, row in piece:
            rows += 1
            try:
                understood.append((line, _once(reader.understood(row), line, seen)))
            except RefusedRow as refusal:
                remarks.append(_refused(reading, reader, line, row, str(refusal)))
        staging.copy(understood)
        done = STAGED * min(file.tell(), size) // size
        making.tell(reading, done=done, total=TAKEN_OVER, step=_("%d rows are understood") % rows, at=now())
    return rows, remarks


def _pieces(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    while piece := list(islice(rows, AT_ONCE)):
        yield piece


def _once(row: RegisterRow, line: int, seen: "array[int]") -> RegisterRow:
    """The row, where no upper one has its URN."""
    if first := seen[int(row.urn)]:
        raise RefusedRow(_("The URN stands on line %d already; the first row was taken.") % first)
    seen[int(row.urn)] = line
    return row


def _refused(reading: RegisterImport, reader: Reader, line: int, row: list[str], why: str) -> RegisterRemark:
    urn, name = reader.named(row)
    return RegisterRemark(reading=reading, line=line, urn=urn[:20], name=name[:200], why=why[:300], is_refusal=True)


@transaction.atomic
def _keep(
    reading: RegisterImport, form: Form, reader: Reader, rows: int, remarks: list[RegisterRemark], at: datetime
) -> Taken:
    """Take the staged rows over, all or nothing, and write down what became of them."""
    mine = making.still_mine(reading)
    RegisterRemark.objects.bulk_create(remarks, batch_size=AT_ONCE)
    taken = take_over(mine, reader.columns)
    counts = {"created": taken.created, "updated": taken.updated, "unchanged": taken.unchanged}
    facts = {"rows": rows, "refused": len(remarks), **counts}
    for name, value in {**facts, "encoding": form.encoding, "divider": form.divider}.items():
        setattr(mine, name, value)
    mine.save(update_fields=[*facts, "encoding", "divider"])
    making.finish(mine, at=at)
    record_event(mine, "read", by=mine.read_by, at=at, facts=facts)
    return taken
