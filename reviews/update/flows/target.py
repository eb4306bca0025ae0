"""What a school says of each target agreed a year before (R15, R16)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from reviews.update.enums import VersionKind
from reviews.update.flows.answer import STAMPED, Clash, Page, stamp, writable
from reviews.update.models.review import Review
from reviews.update.models.target import Target, TargetProgress, TargetProgressVersion


def report(
    progress: TargetProgress,
    *,
    text: str,
    version: int,
    saved_from: str = "",
    turn: int = 0,
    by: User,
    at: datetime,
) -> TargetProgress:
    """Save what the school says of one of last year's targets; clashes are kept and told as with an answer."""
    try:
        return _report(progress, text, version=version, page=Page(saved_from, turn), by=by, at=at)
    except Clash as clash:
        _keep_clashing_progress(progress, text, version=version, by=by, at=at)
        raise clash from None


@transaction.atomic
def _report(progress: TargetProgress, text: str, *, version: int, page: Page, by: User, at: datetime) -> TargetProgress:
    writable(progress.review)
    rows = TargetProgress.objects.select_for_update(of=("self",)).select_related("updated_by", "review", "target")
    fresh: TargetProgress = rows.get(pk=progress.pk)
    require(by, "update.write_update", fresh.review)
    if fresh.text == text or page.is_behind(fresh):
        return fresh
    if fresh.version != version and not page.goes_on(fresh):
        raise Clash(fresh)
    if fresh.text.strip() and fresh.updated_by_id != by.pk:
        keep_progress(fresh, VersionKind.HAND_OVER, at=at)
    fresh.text = text
    stamp(fresh, page, by=by, at=at)
    fresh.save(update_fields=["text", *STAMPED])
    return fresh


def keep_progress(progress: TargetProgress, kind: VersionKind, *, at: datetime) -> None:
    TargetProgressVersion.objects.create(
        progress=progress,
        kind=kind,
        version=progress.version,
        text=progress.text,
        written_by=progress.updated_by,
        kept_at=at,
    )


@transaction.atomic
def _keep_clashing_progress(progress: TargetProgress, text: str, *, version: int, by: User, at: datetime) -> None:
    facts = {"progress": progress, "kind": VersionKind.CLASH, "written_by": by, "text": text}
    if not TargetProgressVersion.objects.filter(**facts).exists():
        TargetProgressVersion.objects.create(**facts, version=version, kept_at=at)
        record_event(progress, "clash", by=by, at=at, facts={"version": version})


def ask_progress(reviews: Iterable[Review]) -> None:
    """A place for progress in each of these reviews, on each target of the review before it."""
    following = {review.previous_id: review for review in reviews}
    targets = Target.objects.filter(review__in=following)
    TargetProgress.objects.bulk_create(
        TargetProgress(review=following[target.review_id], target=target) for target in targets
    )
