"""What a school says of each target agreed a year before (R15, R16)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import require
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, laid_over, settled
from reviews.update.enums import VersionKind
from reviews.update.flows.answer import STAMPED, held_open, stamp
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import Target, TargetProgress, TargetProgressVersion


@transaction.atomic
def report(progress: TargetProgress, edit: Edit, *, by: User, at: datetime) -> Saved[TargetProgress]:
    """Save what the school says of one of last year's targets, as with an answer."""
    fresh = held_open(TargetProgress.objects.all(), "text", pk=progress.pk, by=by)
    require(by, "update.write_update", fresh.review)
    taken = laid_over(fresh, edit, {"text": fresh.text}, prose={"text": LONGEST}, by=by)
    theirs_by = fresh.updated_by
    if taken.is_changed:
        if fresh.text.strip() and fresh.updated_by_id != by.pk:
            keep_progress(fresh, VersionKind.HAND_OVER, at=at)
        fresh.text = taken.texts["text"]
        stamp(fresh, by=by, at=at)
    return settled(fresh, edit, taken, columns=("text", *STAMPED), theirs_by=theirs_by, by=by, at=at)


def keep_progress(progress: TargetProgress, kind: VersionKind, *, at: datetime) -> None:
    TargetProgressVersion.objects.create(
        progress=progress,
        kind=kind,
        version=progress.version,
        text=progress.text,
        written_by=progress.updated_by,
        kept_at=at,
    )


def ask_progress(reviews: Iterable[Review]) -> None:
    """A place for progress in each of these reviews, on each target of the review before it."""
    following = {review.previous_id: review for review in reviews}
    targets = Target.objects.filter(review__in=following)
    TargetProgress.objects.bulk_create(
        TargetProgress(review=following[target.review_id], target=target) for target in targets
    )
