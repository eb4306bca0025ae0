"""A note is written; somebody takes a thing over to see to it, with a day on which it is looked at again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.transitions import record_event
from iqm_coe.notes.conditions.note import Assigned, assigned_over, stands
from iqm_coe.notes.models.note import FollowUp, Note


@transaction.atomic
def write(thing: Model, text: str, *, by: User, at: datetime) -> Note:
    """Write down something about it. Raises Refused for nothing, and for the same words twice in a row: a second press
    of the button.
    """
    require(by, "notes.write_notes", thing)
    _lock(thing)
    if not text.strip():
        raise Refused(_("Write the note first."))
    last = Note.objects.about(thing).first()
    if last is not None and (last.text, last.written_by_id) == (text, by.pk):
        raise Refused(_("This note stands there already."))
    told = {"about_type": _label(thing), "about_id": thing.pk, "text": text}
    note: Note = Note.objects.create(written_by=by, written_at=at, **told)
    record_event(note, "write", by=by, at=at)
    return note


@transaction.atomic
def follow_up(thing: Model, *, owner: User, on: date | None, why: str, by: User, at: datetime) -> FollowUp:
    """Say who sees to it, and when it is looked at again. Raises Refused for a day that is past, and for an owner who
    does not read its notes.
    """
    require(by, "notes.write_notes", thing)
    require_reader(thing, owner)
    if on is not None and on < london_date(at):
        raise Refused(_("Choose a day that has not passed."))
    _lock(thing)
    row, _is_new = FollowUp.objects.update_or_create(
        about_type=_label(thing),
        about_id=thing.pk,
        defaults={"owner": owner, "on": on, "why": why, "set_by": by, "set_at": at},
    )
    record_event(row, "set", by=by, at=at, facts=_facts(thing, owner.pk, on))
    return row


def require_reader(thing: Model, owner: User) -> None:
    """Raises Refused for somebody who does not read its notes, and so cannot see to it."""
    if not may(owner, "notes.write_notes", thing):
        raise Refused(_("%s has no part in this at IQM, or one at the school. Choose somebody else.") % owner.name)


@transaction.atomic
def pass_on(thing: Model, *, owner: User, by: User, at: datetime) -> FollowUp:
    """Give it to somebody else as it stands: its day may have passed. Raises Refused where nobody looks at it again by
    now, and for an owner who does not read its notes.
    """
    require(by, "notes.write_notes", thing)
    require_reader(thing, owner)
    _lock(thing)
    row = FollowUp.objects.about(thing).exclude(on=None).first()
    if row is None or row.on is None:
        raise Refused(_("Somebody has seen to it already."))
    row.owner, row.set_by, row.set_at = owner, by, at
    row.save(update_fields=["owner", "set_by", "set_at"])
    record_event(row, "set", by=by, at=at, facts=_facts(thing, owner.pk, row.on))
    return row


@transaction.atomic
def assign(thing: Model, *, owner: User, on: date, seen: str, by: User, at: datetime) -> str:
    """Give it to somebody who has to look at it from that day on; the reason that stands is kept. `seen` is who had it
    as it was shown (`stands`). Returns what `take_back` asks for. Raises Refused where somebody else has it by now.
    """
    require(by, "notes.write_notes", thing)
    _lock(thing)
    row = FollowUp.objects.about(thing).select_related("owner").first()
    if stands(row) != seen:
        name = row.owner.name if row else _("nobody")
        raise Refused(_("It was given away since this was shown, and is with %s now. Nothing was changed.") % name)
    given = follow_up(thing, owner=owner, on=on, why=row.why if row else "", by=by, at=at)
    return assigned_over(row, given).packed()


@transaction.atomic
def take_back(thing: Model, packed: str, *, by: User, at: datetime) -> None:
    """Put back who saw to it before it was assigned, and from which day on. Raises Refused where anybody has given it
    on, or looked at it, since.
    """
    require(by, "notes.write_notes", thing)
    _lock(thing)
    was, row = Assigned.unpacked(packed), FollowUp.objects.about(thing).first()
    if row is None or stands(row) != was.given:
        raise Refused(_("Somebody has given it on, or looked at it, since. It stays as it is."))
    before = was.before
    facts = _facts(thing, before.owner if before else None, before.on if before else None)
    record_event(row, "take_back", by=by, at=at, facts=facts)
    if before is None:
        row.delete()
        return
    row.owner_id, row.on, row.set_by_id, row.set_at = before.owner, before.on, before.set_by, before.set_at
    row.save(update_fields=["owner", "on", "set_by", "set_at"])


@transaction.atomic
def looked_at(thing: Model, text: str, *, by: User, at: datetime) -> FollowUp:
    """It was looked at: what came of it, if anything, is a note, and the day is over. Raises Refused where none was
    set.
    """
    require(by, "notes.write_notes", thing)
    row = FollowUp.objects.about(thing).select_for_update(of=("self",)).exclude(on=None).first()
    if row is None:
        raise Refused(_("Somebody has seen to it already."))
    if text.strip():
        write(thing, text, by=by, at=at)
    row.on, row.why = None, ""
    row.save(update_fields=["on", "why"])
    record_event(row, "see_to", by=by, at=at)
    return row


def _facts(thing: Model, owner: int | None, on: date | None) -> dict[str, object]:
    """Who sees to it from when on, and to what: the row goes where nobody does any longer."""
    about: dict[str, object] = {"about_type": _label(thing), "about_id": thing.pk}
    return about | {"owner": owner, "on": on.isoformat() if on else None}


def _label(thing: Model) -> str:
    return thing._meta.label_lower


def _lock(thing: Model) -> None:
    """Two who write about one thing follow each other."""
    type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
