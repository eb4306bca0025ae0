"""What was pushed aside is kept, and somebody puts it together with what stands (R16)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import Clash, Edit, Taken, take
from iqm_coe.lib.withdrawing import MARK
from iqm_coe.texts.models.kept import KeptText, Paged

A_SITTING = timedelta(minutes=30)
Row = TypeVar("Row", bound=models.Model)


AnyRow = TypeVar("AnyRow", bound=Paged)


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """The row as it stands now, what of the edit could not stand beside it, whether others' words came into it, and the
    boxes that the product filled by itself.
    """

    row: Row
    clashes: Sequence[KeptText] = ()
    is_merged: bool = False
    filled: Collection[str] = ()


def keep(
    subject: models.Model,
    clashes: Iterable[Clash],
    edit: Edit,
    *,
    theirs_by: User | None,
    by: User,
    at: datetime,
) -> list[KeptText]:
    """Keep each clash, under the lock of its row. A page that goes on typing has one kept text, its newest; what it did
    not go on from stays as it is, and is no page's any more.
    """
    kept = []
    for clash in clashes:
        texts = {"base": clash.base, "mine": clash.mine, "theirs": clash.theirs, "theirs_by": theirs_by}
        of_the_page = KeptText.objects.open().about(subject).filter(box=clash.box, written_by=by)
        known = of_the_page.filter(page=edit.page).first() if edit.page else of_the_page.filter(mine=clash.mine).first()
        if known and edit.page and not _goes_on(known, edit):
            KeptText.objects.filter(pk=known.pk).update(page="")
            known = None
        known = known or of_the_page.filter(base=clash.base, mine=clash.mine).first()
        if known is None:
            label = subject._meta.label_lower
            place = {"subject_type": label, "subject_id": subject.pk, "box": clash.box, "page": edit.page}
            known = KeptText.objects.create(**place, **texts, written_by=by, kept_at=at)
            record_event(subject, "clash", by=by, at=at, facts={"box": clash.box, "kept": known.pk})
        else:
            for name, value in texts.items():
                setattr(known, name, value)
            known.save(update_fields=list(texts))
        kept.append(known)
    return kept


def begins_a_sitting(last_by: User | None, last_at: datetime | None, *, by: User, at: datetime) -> bool:
    """Whether somebody sits down to write: texts are saved every few seconds, and the trail tells of each sitting."""
    return last_by is None or last_at is None or last_by.pk != by.pk or at - last_at > A_SITTING


def let_go(subject: models.Model, boxes: Iterable[str], edit: Edit, *, by: User, at: datetime) -> None:
    """What this page could not save before has gone in now, so nothing of it is left to be put together."""
    if edit.page:
        rows = KeptText.objects.open().about(subject).filter(box__in=list(boxes), written_by=by, page=edit.page)
        gone_in = [kept.pk for kept in rows if _goes_on(kept, edit)]
        KeptText.objects.filter(pk__in=gone_in).update(settled_at=at, settled_by=by)


def laid_over(row: Paged, edit: Edit, now: Mapping[str, str], *, prose: Mapping[str, int], by: User) -> Taken:
    """The edit over the texts of a locked row; asks what this page has met before only where it has.

    `prose` names the boxes that are put together word by word, and how long each may be.
    """
    known = _met(row, edit, by=by)
    # By a base from which words were withdrawn since, those words would look typed anew: the page's own is taken then.
    clashed = {kept.box: kept.base for kept in known if MARK not in kept.base}
    return take(edit, now, pages=row.pages, prose=prose, clashed=clashed)


def _met(row: Paged, edit: Edit, *, by: User) -> Sequence[KeptText]:
    """What waits to be put together of the page that sends this, and that it goes on writing or leaves alone."""
    if not any(page == edit.page and rest for page, _turn, *rest in row.pages):
        return ()
    rows = KeptText.objects.open().about(row).filter(page=edit.page, written_by=by)
    return [kept for kept in rows.select_related("theirs_by") if _goes_on(kept, edit)]


def is_withdrawn_from(kept: KeptText) -> bool:
    """Whether the office has taken words out of it: what a browser still holds of them is not asked for again."""
    return MARK in kept.base or MARK in kept.mine


def _goes_on(kept: KeptText, edit: Edit) -> bool:
    """Whether what the page sends is the kept text carried on: it says nothing of that box, builds on that text or on
    what that began from, or says all its words itself. From what words were withdrawn, nobody can tell any more.
    """
    sent = [step.boxes[kept.box] for step in edit.steps if kept.box in step.boxes]
    if not sent or is_withdrawn_from(kept) or any(box.base in {kept.base, kept.mine} for box in sent):
        return True
    return Counter(kept.mine.split()) <= Counter(sent[-1].text.split())


def settled(
    row: AnyRow,
    edit: Edit,
    taken: Taken,
    *,
    columns: Collection[str],
    theirs_by: User | None,
    filled: Collection[str] = (),
    by: User,
    at: datetime,
) -> Saved[AnyRow]:
    """Write the row once its texts are laid over it, and keep what could not stand there."""
    met = _met(row, edit, by=by)
    clashes = keep(row, taken.clashes, edit, theirs_by=theirs_by, by=by, at=at) if taken.clashes else []
    if taken.is_changed or row.pages != taken.pages:
        row.pages = taken.pages
        row.save(update_fields=["pages", *(columns if taken.is_changed else ())])
    if met or clashes:
        let_go(row, taken.written - {clash.box for clash in taken.clashes}, edit, by=by, at=at)
    told = {kept.pk for kept in clashes}
    waiting = [kept for kept in met if kept.pk not in told and kept.box not in taken.written]
    return Saved(row, [*clashes, *waiting], taken.is_merged, filled)


@transaction.atomic
def settle(kept: KeptText, *, by: User, at: datetime) -> KeptText:
    """Somebody has put the two together, or leaves what stands. Raises Refused when it was settled before."""
    fresh: KeptText = KeptText.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if fresh.settled_at is not None:
        raise Refused(_("These two texts have been put together already."))
    fresh.settled_at, fresh.settled_by = at, by
    fresh.save(update_fields=["settled_at", "settled_by"])
    return fresh
