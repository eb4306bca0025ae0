"""An export of all about a person is asked for, made in the background, and goes after its time (R46)."""

import io
import json
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import partial

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files, making
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.records import signals
from iqm_coe.records.conditions import withdrawal
from iqm_coe.records.emails import export as emails
from iqm_coe.records.flows.withdrawal import take_files_away
from iqm_coe.records.models.export import KEPT, Export, ExportFile
from iqm_coe.records.querysets.export import ExportQuerySet
from iqm_coe.records.selectors.export import Everything, everything_about

Json = str | int | float | bool | dict[str, "Json"] | list["Json"] | None

log = structlog.get_logger(__name__)


@transaction.atomic
def ask(person: User, *, by: User, at: datetime, reason: str = "") -> Export:
    """Ask for all about this person; they are told. Asking again while one is in the making gives that one."""
    require(by, "records.ask_export", person)
    fresh: User = User.objects.select_for_update().get(pk=person.pk)
    if fresh.is_erased:
        raise Refused(_("This person was erased: nothing is kept here that says who they were."))
    try:
        with transaction.atomic():
            export: Export = Export.objects.create(person=fresh, asked_by=by, asked_at=at, ends_at=at + KEPT)
    except IntegrityError:
        waiting: Export = Export.objects.in_the_making().select_for_update(of=("self",)).get(person=fresh, asked_by=by)
        return waiting
    record_event(export, "ask", by=by, at=at, reason=reason, facts={"person": fresh.pk})
    emails.asked(export, at=at)
    signals.export_asked.send(sender=Export, export=export)
    return export


def make(export: Export) -> None:
    """Gather a claimed export and keep it."""
    newest = withdrawal.newest()
    everything = everything_about(export.person)
    making.tell(export, done=0, total=1, step=_("Gathering the files"), at=timezone.now())
    keep(export, packed(everything, at=export.asked_at), at=timezone.now(), newest=newest)


@transaction.atomic
def keep(export: Export, content: bytes, *, at: datetime, newest: int | None = None) -> ExportFile:
    """Keep the finished file. Raises ClaimLost; then nothing is kept: another took over, the person was erased, or
    content was withdrawn meanwhile.
    """
    withdrawal.require_none_since(newest)
    fresh = making.still_mine(export)
    name = _("Everything about person %(number)d, %(day)s.zip") % {
        "number": fresh.person_id,
        "day": f"{fresh.asked_at:%Y-%m-%d}",
    }
    document: ExportFile = ExportFile.objects.create(
        export=fresh, **files.made(content, name=name, content_type=files.BUNDLE)
    )
    making.finish(fresh, at=at)
    record_event(fresh, "finish", by=None, at=at, facts={"sha256": document.sha256, "size": document.size})
    return document


def packed(everything: Everything, *, at: datetime) -> bytes:
    """The ZIP: data for programs, a page for people, and the files as they were handed in."""
    told = {
        "person": everything.person.pk,
        "as_of": at,
        "kinds": [
            {"table": kind.table, "name": kind.name, "as": kind.role, "rows": kind.rows} for kind in everything.kinds
        ],
    }
    page = render_to_string("records/export/everything.html", {"everything": everything, "at": at})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        data = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        _add(archive, "data.json", data.encode(), at=at)
        _add(archive, "index.html", page.encode(), at=at)
        _add(archive, "look.css", render_to_string("records/export/look.css").encode(), at=at)
        for kept in everything.files:
            with kept.stored.file.open("rb") as file:
                _add(archive, kept.path, file.read(), at=at)
    return held.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, at: datetime) -> None:
    """Of the instant for which it was asked, so that whoever makes it makes the same bytes."""
    entry = zipfile.ZipInfo(name, at.astimezone(LONDON).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def drop(rows: ExportQuerySet) -> Sequence[str]:
    """The files of these exports lose their rows; the names that are to be taken out of the store once that stands."""
    documents = ExportFile.objects.select_for_update(of=("self",)).filter(export__in=rows.values("pk"))
    names = [str(one.file.name) for one in documents]
    ExportFile.objects.filter(export__in=rows.values("pk")).delete()
    return names


def drop_holding(passage: str | None, people: Collection[int], *, at: datetime) -> None:
    """Exports go in which words stood that were just withdrawn; of a file, those of the people it belongs to."""
    ready = Export.objects.filter(document__isnull=False).select_related("document").order_by("pk")
    holding = [
        one for one in ready if (withdrawal.says(_words_of(one), passage) if passage else one.person_id in people)
    ]
    for export in holding:
        record_event(export, "clear", by=None, at=at)
    names = drop(Export.objects.filter(pk__in=[one.pk for one in holding]))
    transaction.on_commit(partial(take_files_away, names), robust=True)


def _words_of(export: Export) -> str:
    """Every text of its data, as it was before it was written as JSON."""
    with export.document.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return "\n".join(_texts(json.loads(archive.read("data.json"))))


def _texts(told: Json) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, list | dict):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _texts(one)


def build_one(export: Export) -> None:
    """Make a claimed export."""
    making.make_one(export, make)


def build_everything_waiting() -> int:
    """Make what waits, oldest first. Returns how many were tried."""
    return making.make_everything_waiting(Export, make)
