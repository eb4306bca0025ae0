"""A batch as its page shows it: each row by its name, with what it will get or got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lists.acts import Answers, AnyAct, Mail
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.models.batch import Batch, BatchRow


@dataclass(frozen=True)
class ShownRow:
    """One row, what it is called and what it gets; no name where this person does not see it any longer, and no word of
    it either where somebody else does it.
    """

    row: BatchRow
    title: str
    words: str


@dataclass(frozen=True)
class BatchPage:
    """What the page needs: what is to come, and what came of it."""

    batch: Batch
    act: AnyAct
    rows: Sequence[ShownRow]
    counts: dict[str, int]
    is_mine: bool
    read: str  # the fingerprint of the plan
    until: datetime | None  # until when it can be taken back; nothing where it cannot
    mails: Sequence[Mail]  # before it begins, those of the first row that gets any

    @property
    def list_title(self) -> str:
        """Of the list that the rows are of; a template would call the class itself."""
        return str(self.act.table.title)

    @property
    def planned(self) -> int:
        return self.counts[RowStage.PLANNED]

    @property
    def is_hopeless(self) -> bool:
        """Planned, and no row will get anything."""
        return not self.planned and (self.act.form is None or self.batch.answers is not None)

    @property
    def done(self) -> int:
        return self.counts[RowStage.DONE]


def batch_page(batch: Batch, act: AnyAct, answers: Answers | None, user: User, at: datetime) -> BatchPage:
    """What was refused stands first, since somebody has to look at it; what was left out last. `answers` is what was
    filled in, while it holds.
    """
    rows = list(batch.rows.all())
    things = {thing.pk: thing for thing in act.rows(user).filter(pk__in=[row.subject_id for row in rows])}
    titles = {key: act.title(thing) for key, thing in things.items()}
    counts = {stage: sum(row.stage == stage for row in rows) for stage in RowStage.values}
    until, is_mine = batch.until(), batch.by_id == user.pk
    is_open = act.can_be_taken_back and until is not None and at <= until and counts[RowStage.DONE] > 0 and is_mine
    order = {RowStage.REFUSED: 0, RowStage.LEFT_OUT: 2}
    return BatchPage(
        batch=batch,
        act=act,
        rows=[
            ShownRow(row, titles.get(row.subject_id, ""), row.words if is_mine or row.subject_id in things else "")
            for row in sorted(rows, key=lambda row: (order.get(RowStage(row.stage), 1), row.place))
        ],
        counts=counts,
        is_mine=is_mine,
        read=fingerprint_of(batch),
        until=until if is_open else None,
        mails=_mails(rows, things, act, answers, by=user, on=london_date(at))
        if is_mine and answers is not None
        else [],
    )


def _mails(
    rows: Sequence[BatchRow], things: Mapping[int, Model], act: AnyAct, answers: Answers, *, by: User, on: date
) -> Sequence[Mail]:
    """Of the first row that gets any: the others' say the same of other things."""
    planned = (row for row in rows if row.stage == RowStage.PLANNED and row.subject_id in things)
    told = (act.mails(things[row.subject_id], row.mark, answers, by=by, on=on) for row in planned)
    return next(filter(None, told), [])
