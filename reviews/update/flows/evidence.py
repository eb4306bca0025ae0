"""Links and files beside an answer, put there and taken away while the update is being written (R15)."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.year.conditions.quota import require_room
from iqm_coe.accounts.models.user import User
from iqm_coe.files.flows import scan
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import TakenFile
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions.hold import require_not_held
from iqm_coe.texts.flows import part
from reviews.update.enums import ReviewState
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.models.review import Review


def _open(answer: Answer, *, by: User) -> Answer:
    """The locked answer, if this person may write it now."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=answer.review_id)
    fresh: Answer = Answer.objects.select_for_update(of=("self",)).select_related("review").get(pk=answer.pk)
    require(by, "update.write_answer", fresh)
    if review.state != ReviewState.WRITING:
        raise Refused(_("The update has been sent, so its evidence stays as it is."))
    return fresh


def _tell(answer: Answer, *, by: User, at: datetime) -> None:
    """Other evidence beside a part that is done is told as other words are."""
    if told := part.changed(answer, by=by, at=at):
        answer.save(update_fields=list(told))


@transaction.atomic
def add_link(answer: Answer, *, url: str, title: str, by: User, at: datetime) -> AnswerLink:
    """Put a web address beside the answer. Raises Refused when it stands there already."""
    fresh = _open(answer, by=by)
    try:
        with transaction.atomic():
            link: AnswerLink = AnswerLink.objects.create(answer=fresh, url=url, title=title, added_at=at, added_by=by)
    except IntegrityError as error:
        raise Refused(_("This stands beside the answer already.")) from error
    _tell(fresh, by=by, at=at)
    record_event(fresh, "add_link", by=by, at=at, facts={"link": link.pk})
    return link


@transaction.atomic
def remove_link(link: AnswerLink, *, by: User, at: datetime) -> None:
    """Take a web address away; the note of the event keeps it."""
    answer = _open(link.answer, by=by)
    require_not_held(link)
    deleted, _rows = AnswerLink.objects.filter(pk=link.pk).delete()
    if not deleted:
        raise Refused(_("This link has been taken away already."))
    _tell(answer, by=by, at=at)
    record_event(answer, "remove_link", by=by, at=at, reason=link.url, facts={"link": link.pk})


def add_file(answer: Answer, upload: UploadedFile, *, title: str, by: User, at: datetime) -> AnswerFile:
    """Put a file beside the answer. Raises Refused for a file that is not taken, and for the same one twice."""
    require(by, "update.write_answer", answer)
    taken = scan.take(upload, at=at)  # before the lock: opening it may take a second
    return _add_file(answer, taken, title=title, by=by, at=at)


@transaction.atomic
def _add_file(answer: Answer, taken: TakenFile, *, title: str, by: User, at: datetime) -> AnswerFile:
    fresh = _open(answer, by=by)
    require_room(answer.review.school_id, answer.review.year, taken["size"])
    if fresh.files.standing().filter(sha256=taken["sha256"]).exists():
        raise Refused(_("This file stands beside the answer already."))
    kept: AnswerFile = AnswerFile.objects.create(answer=fresh, title=title, added_at=at, added_by=by, **taken)
    _tell(fresh, by=by, at=at)
    record_event(fresh, "add_file", by=by, at=at, facts={"file": kept.pk, "sha256": kept.sha256})
    return kept


@transaction.atomic
def remove_file(kept: AnswerFile, *, by: User, at: datetime) -> AnswerFile:
    """Take a file away from the answer; its bytes stay with the record."""
    answer = _open(kept.answer, by=by)
    fresh: AnswerFile = AnswerFile.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if fresh.removed_at is not None:
        raise Refused(_("This file has been taken away already."))
    fresh.removed_at, fresh.removed_by = at, by
    fresh.save(update_fields=["removed_at", "removed_by"])
    _tell(answer, by=by, at=at)
    record_event(answer, "remove_file", by=by, at=at, facts={"file": fresh.pk})
    return fresh
