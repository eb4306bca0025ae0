"""Answers written by several at once, on top of the version that each page showed; nothing is lost (R15, R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from reviews.update.emails import review as emails
from reviews.update.enums import ReviewState, VersionKind
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.review import Review
from reviews.update.models.target import TargetProgress
from schools.models.role import SchoolRole


class Clash(Refused):
    """Somebody saved this text since the page was opened. Both texts are kept, and shown to be put together (R16)."""

    def __init__(self, current: Answer | TargetProgress) -> None:
        self.current = current
        name = current.updated_by.name if current.updated_by else ""
        super().__init__(
            _(
                "%s saved this while you were writing. Nothing is lost: both texts are kept, and theirs is shown "
                "beside yours. Put the two together here and save again."
            )
            % name
        )


def writable(review: Review) -> Review:
    """The locked review, while its update is being written."""
    fresh: Review = (
        Review.objects.select_for_update(of=("self",)).select_related("year__centre", "school").get(pk=review.pk)
    )
    if fresh.state != ReviewState.WRITING:
        raise Refused(_("The update is sent, so nothing can be changed now. What you typed is still in the form."))
    return fresh


def save(
    answer: Answer,
    texts: Mapping[str, str],
    *,
    version: int,
    saved_from: str = "",
    turn: int = 0,
    by: User,
    at: datetime,
) -> Answer:
    """Save the texts written on top of `version`, from the open page `saved_from` at its own count `turn`.

    Raises Clash when another page saved in between; what was written here is kept before it is raised. A save that
    comes after a later one of the same page is let go: its text is older than what stands.
    """
    try:
        return _save(answer, texts, version=version, page=Page(saved_from, turn), by=by, at=at)
    except Clash as clash:
        _keep_clashing(answer, texts, version=version, by=by, at=at)
        raise clash from None


@dataclass(frozen=True)
class Page:
    """An open page and how often something was typed on it."""

    name: str
    turn: int

    def goes_on(self, row: Answer | TargetProgress) -> bool:
        """The page that saved last has gone on since."""
        return bool(self.name) and row.saved_from == self.name and self.turn > row.saved_turn

    def is_behind(self, row: Answer | TargetProgress) -> bool:
        """The page has already saved something that was typed later."""
        return bool(self.name) and row.saved_from == self.name and self.turn < row.saved_turn


@transaction.atomic
def _save(answer: Answer, texts: Mapping[str, str], *, version: int, page: Page, by: User, at: datetime) -> Answer:
    writable(answer.review)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("review", "updated_by", "element")
    fresh: Answer = rows.get(pk=answer.pk)
    require(by, "update.write_answer", fresh)
    if fresh.texts() == dict(texts) or page.is_behind(fresh):
        return fresh
    if fresh.version != version and not page.goes_on(fresh):
        raise Clash(fresh)
    if fresh.is_begun and fresh.updated_by_id != by.pk:
        keep_answer(fresh, VersionKind.HAND_OVER, at=at)
    for name, text in texts.items():
        setattr(fresh, name, text)
    stamp(fresh, page, by=by, at=at)
    fresh.save(update_fields=[*texts, *STAMPED])
    return fresh


STAMPED = ("version", "saved_from", "saved_turn", "updated_at", "updated_by")


def stamp(found: Answer | TargetProgress, page: Page, *, by: User, at: datetime) -> None:
    """One saving more, of this page and this person."""
    found.version += 1
    found.saved_from, found.saved_turn = page.name, page.turn
    found.updated_at, found.updated_by = at, by


def keep_answer(answer: Answer, kind: VersionKind, *, at: datetime) -> None:
    """Keep the answer as it stands, for ever."""
    AnswerVersion.objects.create(
        answer=answer, kind=kind, version=answer.version, written_by=answer.updated_by, kept_at=at, **answer.texts()
    )


@transaction.atomic
def _keep_clashing(answer: Answer, texts: Mapping[str, str], *, version: int, by: User, at: datetime) -> None:
    """Keep what could not be saved, once however often it is tried."""
    kept = AnswerVersion.objects.filter(answer=answer, kind=VersionKind.CLASH, written_by=by, **texts)
    if not kept.exists():
        AnswerVersion.objects.create(
            answer=answer, kind=VersionKind.CLASH, version=version, written_by=by, kept_at=at, **texts
        )
        record_event(answer, "clash", by=by, at=at, facts={"version": version})


@transaction.atomic
def give(answer: Answer, person: User | None, *, by: User, at: datetime) -> Answer:
    """Give an element to somebody of the school to write, or take it back with None."""
    review = writable(answer.review)
    require(by, "update.write_update", review)
    fresh: Answer = Answer.objects.select_for_update(of=("self",)).select_related("element").get(pk=answer.pk)
    if person is not None and not SchoolRole.objects.held_by(person).filter(school=review.school_id).exists():
        raise Refused(_("%s holds no role at this school, so the element cannot be given to them.") % person.name)
    fresh.given_to = person
    fresh.save(update_fields=["given_to"])
    record_event(fresh, "give", by=by, at=at, facts={"to": person.pk if person else None})
    if person is not None and person != by:
        emails.element_given(fresh, review, person, by=by, at=at)
    return fresh
