"""What is past its time is cleared: row by row, each by the rule of its table, and nothing that a hold keeps (R46m)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Model

from iqm_coe.accounts.models.event import EventNote
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import CLEARED, StoredFile
from iqm_coe.lib.retention import Deed, declared_retention, going_with
from iqm_coe.lib.rounds import each
from iqm_coe.lib.withdrawing import MARK
from iqm_coe.records.conditions import hold
from iqm_coe.records.conditions.clearing import Timed, is_guarded, timed
from iqm_coe.records.conditions.withdrawal import wait_for_withdrawals
from iqm_coe.records.flows.withdrawal import take_files_away
from iqm_coe.records.models.clearing import Clearing

BATCH = 500  # rows read at once; each is cleared by itself


@dataclass
class Cleared:
    """Numbers of one run, by the label of the table."""

    cleared: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def clear(*, at: datetime) -> Cleared:
    """Clear all that is past its time, and keep the numbers. It may be ended anywhere: the next run goes on."""
    done = Cleared()
    for one in timed():
        _clear_table(one, done, at=at)
    _keep(done, at=at)
    return done


def _clear_table(one: Timed, done: Cleared, *, at: datetime) -> None:
    tried: Counter[str] = Counter()

    def act(row: Model) -> int:
        tried["begun"] += 1
        try:
            number = _clear_row(one, row, done, at=at)
        except Refused:
            tried["ended"] += 1
            raise
        tried["ended"] += 1
        return number

    done.cleared[one.label] += each(one.round, _rows(one, at), act, at=at)
    done.failed[one.label] += tried["begun"] - tried["ended"]


def _rows(one: Timed, at: datetime) -> Iterator[Model]:
    """In batches by their key, so that one that fails or is held is passed and never read again in this run."""
    last = None
    while True:
        rows = one.over(at).order_by("pk").only("pk")
        batch = list((rows.filter(pk__gt=last) if last is not None else rows)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _clear_row(one: Timed, row: Model, done: Cleared, *, at: datetime) -> int:
    """1 where it was cleared; nothing where another did so meanwhile, or a hold keeps it."""
    if not one.rule.no_hold:
        wait_for_withdrawals(shared=True)  # a hold is before this or after it
    over = one.over(at).filter(pk=row.pk)
    fresh = (over if is_guarded(one.model) else over.select_for_update(of=("self",), skip_locked=True)).first()
    if fresh is None:
        return 0
    if not one.rule.no_hold and hold.among(one.model._default_manager.filter(pk=row.pk)).exists():
        done.held[one.label] += 1
        return 0
    if one.rule.then is not None:
        one.rule.then(fresh, at)
    if one.rule.deed is Deed.DELETED:
        _delete(fresh, at=at)
    else:
        _empty(one, fresh, at=at)
    if isinstance(row.pk, int):  # no event is about a session
        _clear_notes(one.label, row.pk)
    return 1


def _clear_notes(label: str, number: int) -> None:
    """What was written beside the events of the row, which may be the very words that went with it."""
    about = EventNote.objects.filter(event__subject_type=label.lower(), event__subject_id=number)
    about.exclude(text__in=["", MARK]).exclude(text__startswith=CLEARED).update(text=CLEARED)


def _delete(row: Model, *, at: datetime) -> None:
    """With the rows that go with it, and their files."""
    for child, way in going_with(row._meta.label):
        others = child._default_manager.filter(**{way: row}).order_by("pk")
        for other in others if is_guarded(child) else others.select_for_update(of=("self",)):
            for then in _announcing(child):
                then(other, at)
            _delete(other, at=at)
    if isinstance(row, StoredFile):
        _take_file_away(row)
    if is_guarded(type(row)):
        _by_the_owner(row, at=at)
    else:
        row.delete()


def _announcing(model: type[Model]) -> list[Callable[[Model, datetime], object]]:
    rules = declared_retention()[model._meta.label].every_rule
    return [rule.then for rule in rules if rule.then is not None]


def _empty(one: Timed, row: Model, *, at: datetime) -> None:
    if isinstance(row, StoredFile):
        _take_file_away(row)
    if is_guarded(type(row)):
        _by_the_owner(row, at=at)
        return
    type(row)._default_manager.filter(pk=row.pk).update(**one.emptied(row, at))


def _take_file_away(stored: StoredFile) -> None:
    """Out of the store once it stands; what a backup keeps for now, the night's sweep takes."""
    transaction.on_commit(partial(take_files_away, [str(stored.file.name)]), robust=True)


def _by_the_owner(row: Model, *, at: datetime) -> None:
    """What is written once is cleared by a function of the database, which locks it and asks for time and hold itself:
    the application's role can do neither. Raises Refused where another worker was before, or a hold keeps it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clear_row(%s, %s, %s)", [row._meta.db_table, row.pk, at])
        (is_cleared,) = cursor.fetchone() or (False,)
    if not is_cleared:
        raise Refused(f"{row._meta.db_table} {row.pk}: held, or cleared already")


@transaction.atomic
def _keep(done: Cleared, *, at: datetime) -> Clearing:
    """The numbers of the day: what was cleared adds up, what is held and failed is as the last run found it."""
    Clearing.objects.get_or_create(on=london_date(at), defaults={"last_at": at})
    kept: Clearing = Clearing.objects.select_for_update().get(on=london_date(at))
    kept.last_at = at
    kept.cleared = dict(Counter(kept.cleared) + done.cleared)
    kept.held, kept.failed = dict(+done.held), dict(+done.failed)
    kept.save(update_fields=["last_at", "cleared", "held", "failed"])
    return kept
