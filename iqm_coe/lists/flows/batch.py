"""Many rows at once: chosen, planned, begun by one press; each row is done once, whatever dies or is pressed twice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import claims
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from iqm_coe.lists.acts import Answers, AnyAct, BulkForm, Done, Planned, declared_acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.models.batch import MOST_ROWS, Batch, BatchRow

AT_A_TIME = 20  # rows between two looks at the clock
UNSEEN = _("You do not see it any longer.")
M = TypeVar("M", bound=Model)


def act_of(batch: Batch) -> AnyAct:
    """Its act. Raises Refused for one that this version does not know."""
    act = declared_acts().get(batch.act)
    if act is None:
        raise Refused(_("There is no such act any more. Nothing was done."))
    return act


@transaction.atomic
def choose(act: AnyAct, keys: Iterable[int], *, came_from: str, by: User, at: datetime) -> Batch:
    """Put these rows together; nothing is done to them yet. Raises Refused for none and for too many."""
    require(by, "lists.act_on_many")
    if not act.is_offered_to(by):
        raise NotPermitted(act.name)
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise Refused(_("Choose the rows first: tick those that are meant. Nothing was done."))
    if len(chosen) > MOST_ROWS:
        words = _now("These are %(many)d rows, and at most %(most)d go at once. Narrow the list. Nothing was done.")
        raise Refused(words % {"many": len(chosen), "most": MOST_ROWS})
    batch: Batch = Batch.objects.create(act=act.name, by=by, came_from=came_from.replace("\0", "")[:1500], chosen_at=at)
    BatchRow.objects.bulk_create(BatchRow(batch=batch, place=place, subject_id=key) for place, key in enumerate(chosen))
    if act.form is None:
        _plan(batch, act, {}, by=by, at=at)
    return batch


@transaction.atomic
def answer(batch: Batch, form: BulkForm, *, by: User, at: datetime) -> Batch:
    """Keep what was filled in for all rows, and plan anew what each will get."""
    fresh = _locked(batch, by=by)
    if fresh.began_at:
        raise Refused(_("This has begun already. Nothing was changed."))
    fresh.answers = form.typed()
    fresh.save(update_fields=["answers"])
    _plan(fresh, act_of(fresh), form.cleaned_data, by=by, at=at)
    return fresh


@transaction.atomic
def plan_anew(batch: Batch, *, by: User, at: datetime) -> None:
    """Before it begins: what each row gets by now, so that nobody begins by what was so when it was shown (`begin`)."""
    fresh = _locked(batch, by=by)
    act = act_of(fresh)
    if fresh.began_at is None and (act.form is None or fresh.answers is not None):
        _plan(fresh, act, answers_of(fresh, act, by=by), by=by, at=at)


@transaction.atomic
def begin(
    batch: Batch, *, read: str, by: User, at: datetime, typed: Mapping[str, Sequence[str]] | None = None
) -> Batch:
    """Let it begin, once: a second press gets the same batch. `read` is the fingerprint of the plan that was shown, and
    `typed` what stood in the form beside it. Raises Refused where either is another now, or nothing is planned.
    """
    fresh = _locked(batch, by=by)
    if fresh.began_at:
        return fresh
    if read != fingerprint_of(fresh):
        raise Refused(_("What each row will get was planned anew since you opened this page. Look at it again."))
    if typed is not None and dict(typed) != (fresh.answers or {}):
        raise Refused(_("You have changed what you filled in since it was planned. Have it shown again first."))
    if not fresh.rows.waiting().exists():
        raise Refused(_("None of these rows can get it. Nothing was done."))
    fresh.began_at = at
    fresh.save(update_fields=["began_at"])
    return fresh


def carry_on(batch: Batch, *, at: datetime, rows: int = AT_A_TIME) -> int:
    """Do the next rows that wait; returns how many were looked at. Each is done in a transaction of its own with the
    mark that it is done, so it is done once wherever this runs and dies.
    """
    waiting = list(batch.rows.waiting().values_list("pk", flat=True)[:rows])
    each(f"{batch.act} {batch.pk}", waiting, lambda key: _settle(key, at=at), at=at)
    _end(batch, at=at)
    return len(waiting)


def carry_on_all(at: datetime) -> int:
    """Whatever is under way goes on; returns how many rows were done."""
    return sum(carry_on(batch, at=at, rows=MOST_ROWS) for batch in Batch.objects.under_way().order_by("pk"))


@transaction.atomic
def take_back(batch: Batch, *, by: User, at: datetime) -> int:
    """Undo what was done, row by row, within ten minutes; returns how many rows. One that has gone on stays. It goes in
    the order of the things, so that two who take back never wait for each other.
    """
    fresh = _locked(batch, by=by)
    act, until = act_of(fresh), fresh.until()
    if not act.can_be_taken_back:
        raise Refused(_("What was done has gone out, and cannot be taken back."))
    if until is None or at > until:
        raise Refused(_("The ten minutes are over. Nothing was taken back; change the rows by themselves."))
    seen = {row.pk: row for row in act.rows(by).filter(pk__in=fresh.rows.values("subject_id"))}
    done = list(fresh.rows.filter(stage=RowStage.DONE).order_by("subject_id").select_for_update(of=("self",)))
    return sum(_taken_back(act, row, seen.get(row.subject_id), by=by, at=at) for row in done)


def _taken_back(act: AnyAct, row: BatchRow, subject: Model | None, *, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            act.take_back(_seen(subject), row.before, by=by, at=at)
    except (Refused, NotPermitted) as refusal:
        row.words = _now("Done, and not taken back: %s") % _words_of(refusal)
        row.save(update_fields=["words"])
        return False
    _settled(row, RowStage.TAKEN_BACK, _now("As it was before."), at=at)
    return True


def _seen(subject: M | None) -> M:
    """Raises Refused where it is seen no longer."""
    if subject is None:
        raise Refused(UNSEEN)
    return subject


def _locked(batch: Batch, *, by: User) -> Batch:
    """Fresh, and their own: nobody begins what somebody else has chosen."""
    fresh: Batch = Batch.objects.select_for_update(of=("self",)).select_related("by").get(pk=batch.pk)
    require(by, "lists.act_on_many")
    if fresh.by_id != by.pk:
        raise NotPermitted("lists.act_on_many")
    return fresh


def _plan(batch: Batch, act: AnyAct, answers: Answers, *, by: User, at: datetime) -> None:
    """What each row will get, or why it gets nothing. The person's rights are read once for all of them: nothing is
    done here, and whoever does it asks anew for each row.
    """
    rows = list(batch.rows.all())
    with answered_per_request():
        seen = {row.pk: row for row in act.rows(by).filter(pk__in=[row.subject_id for row in rows])}
        there = [row for row in rows if row.subject_id in seen]
        plans = list(act.plan([seen[row.subject_id] for row in there], answers, by=by, on=london_date(at)))
    planned = dict(zip((row.pk for row in there), plans, strict=True))
    for row in rows:
        told = planned.get(row.pk) or Planned(str(UNSEEN), is_left_out=True)
        row.words = told.words
        row.mark, row.stage = told.mark, RowStage.LEFT_OUT if told.is_left_out else RowStage.PLANNED
    BatchRow.objects.bulk_update(rows, ["words", "mark", "stage"])


def answers_of(batch: Batch, act: AnyAct, *, by: User) -> Answers:
    """What was filled in, cleaned anew. Raises Refused where it does not hold any longer."""
    if act.form is None:
        return {}
    form = act.form.refilled(batch.answers or {}, user=by)
    if not form.is_valid():
        raise Refused(_("What you filled in does not hold any longer: somebody or something of it has gone."))
    return form.cleaned_data


def _settle(key: int, *, at: datetime) -> int:
    """One row, unless somebody has it: done, or refused with the reason."""
    row = claims.next_free(BatchRow.objects.waiting().filter(pk=key))
    if row is None:
        return 0
    by = row.batch.by  # read now, and not with the batch: a right may go while it is under way
    try:
        with transaction.atomic():
            done = _done(row, by=by, at=at)
    except (Refused, NotPermitted) as refusal:
        _settled(row, RowStage.REFUSED, _words_of(refusal), at=at)
        return 0
    _settled(row, RowStage.DONE, done.words, at=at, before=done.before)
    return 1


def _done(row: BatchRow, *, by: User, at: datetime) -> Done:
    require(by, "lists.act_on_many")
    act = act_of(row.batch)
    subject = _seen(act.rows(by).filter(pk=row.subject_id).first())
    return act.carry_out(subject, row.mark, answers_of(row.batch, act, by=by), by=by, at=at)


def _words_of(refusal: Exception) -> str:
    return str(refusal) if isinstance(refusal, Refused) else _now("You may not do this here.")


def _settled(row: BatchRow, stage: RowStage, words: str, *, at: datetime, before: str = "") -> None:
    row.stage, row.words, row.done_at, row.before = stage, words, at, before
    row.save(update_fields=["stage", "words", "done_at", "before"])


def _end(batch: Batch, *, at: datetime) -> None:
    """The last row ends it, once."""
    open_ones = Batch.objects.filter(pk=batch.pk, ended_at=None, began_at__isnull=False)
    open_ones.exclude(rows__stage=RowStage.PLANNED).update(ended_at=at)
