"""The update: written by several at once, given out element by element, declared by the head and sent (R15, R16)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, remember
from reviews import emails
from reviews.enums import ReviewState, VersionKind
from reviews.models import Answer, AnswerVersion, Declaration, Review, TargetProgress, TargetProgressVersion
from schools.enums import HEADS
from schools.models import SchoolRole


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


class NotComplete(Refused):
    """Something is still missing before the update can be sent."""


def _writable(review: Review) -> Review:
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
    _writable(answer.review)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("review", "updated_by", "element")
    found: Answer = rows.get(pk=answer.pk)
    require(by, "reviews.write_answer", found)
    if found.texts() == dict(texts) or page.is_behind(found):
        return found
    if found.version != version and not page.goes_on(found):
        raise Clash(found)
    if found.is_begun and found.updated_by_id != by.pk:
        _keep(found, VersionKind.HAND_OVER, at=at)
    for name, text in texts.items():
        setattr(found, name, text)
    _stamp(found, page, by=by, at=at)
    found.save(update_fields=[*texts, *STAMPED])
    return found


STAMPED = ("version", "saved_from", "saved_turn", "updated_at", "updated_by")


def _stamp(found: Answer | TargetProgress, page: Page, *, by: User, at: datetime) -> None:
    """One saving more, of this page and this person."""
    found.version += 1
    found.saved_from, found.saved_turn = page.name, page.turn
    found.updated_at, found.updated_by = at, by


def _keep(answer: Answer, kind: VersionKind, *, at: datetime) -> None:
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
        remember(answer, "clash", by=by, at=at, facts={"version": version})


def report_on_target(
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
    _writable(progress.review)
    rows = TargetProgress.objects.select_for_update(of=("self",)).select_related("updated_by", "review", "target")
    found: TargetProgress = rows.get(pk=progress.pk)
    require(by, "reviews.write_update", found.review)
    if found.text == text or page.is_behind(found):
        return found
    if found.version != version and not page.goes_on(found):
        raise Clash(found)
    if found.text.strip() and found.updated_by_id != by.pk:
        _keep_progress(found, VersionKind.HAND_OVER, at=at)
    found.text = text
    _stamp(found, page, by=by, at=at)
    found.save(update_fields=["text", *STAMPED])
    return found


def _keep_progress(found: TargetProgress, kind: VersionKind, *, at: datetime) -> None:
    TargetProgressVersion.objects.create(
        progress=found, kind=kind, version=found.version, text=found.text, written_by=found.updated_by, kept_at=at
    )


@transaction.atomic
def _keep_clashing_progress(progress: TargetProgress, text: str, *, version: int, by: User, at: datetime) -> None:
    facts = {"progress": progress, "kind": VersionKind.CLASH, "written_by": by, "text": text}
    if not TargetProgressVersion.objects.filter(**facts).exists():
        TargetProgressVersion.objects.create(**facts, version=version, kept_at=at)
        remember(progress, "clash", by=by, at=at, facts={"version": version})


@transaction.atomic
def give(answer: Answer, person: User | None, *, by: User, at: datetime) -> Answer:
    """Give an element to somebody of the school to write, or take it back with None."""
    review = _writable(answer.review)
    require(by, "reviews.write_update", review)
    found: Answer = Answer.objects.select_for_update(of=("self",)).select_related("element").get(pk=answer.pk)
    if person is not None and not SchoolRole.objects.held_by(person).filter(school=review.school_id).exists():
        raise Refused(_("%s holds no role at this school, so the element cannot be given to them.") % person.name)
    found.given_to = person
    found.save(update_fields=["given_to"])
    remember(found, "give", by=by, at=at, facts={"to": person.pk if person else None})
    if person is not None and person != by:
        emails.element_given(found, review, person, by=by, at=at)
    return found


def lacking(review: Review) -> list[str]:
    """What is still missing before it can be sent, in words."""
    answers = review.answers.select_related("element").prefetch_related("links", "files")
    open_elements = [str(answer.element) for answer in answers if not answer.is_answered]
    unsaid = review.progress_on_targets.select_related("target").filter(text="")
    return open_elements + [_("Progress on the target “%s”") % one.target.aim for one in unsaid]


def fingerprint(answers: Iterable[Answer], progress: Iterable[TargetProgress]) -> str:
    """What the head read: changes when any text, link or file does, so that nobody declares what they have not seen."""
    read = [_token(answer) for answer in answers] + [f"{one.pk}:{one.version}" for one in progress]
    return hashlib.sha256(" ".join(read).encode()).hexdigest()[:16]


def _token(answer: Answer) -> str:
    links = sorted(link.pk for link in answer.links.all())
    files = sorted(file.pk for file in answer.standing_files)
    return f"{answer.pk}:{answer.version}:{links}:{files}"


def fingerprint_of(review: Review) -> str:
    """The fingerprint of the update as it stands."""
    answers = review.answers.order_by("pk").prefetch_related("links", "files")
    return fingerprint(answers, review.progress_on_targets.order_by("pk"))


def _require_complete(review: Review) -> None:
    missing = lacking(review)
    if missing:
        raise NotComplete(_("Not everything is answered yet: %s.") % "; ".join(missing))


@transaction.atomic
def ask_head(review: Review, *, by: User, at: datetime) -> Review:
    """Tell the head that the update is ready to be read and declared. Raises NotComplete."""
    fresh = _writable(review)
    require(by, "reviews.write_update", fresh)
    _require_complete(fresh)
    fresh.asked_head_at = at
    fresh.save(update_fields=["asked_head_at"])
    remember(fresh, "ask_head", by=by, at=at)
    emails.declaration_asked(fresh, by=by, at=at)
    return fresh


@transaction.atomic
def declare_and_send(review: Review, *, read: str, by: User, at: datetime) -> Review:
    """The head declares the update and sends it, in one act. `read` is the fingerprint of what was shown to them.

    Raises NotComplete, Refused when a text has changed since, WrongState when it was sent already, NotPermitted.
    """
    sent = advance(review, "send", by=by, at=at, sent_at=at, sent_by=by)
    _require_complete(sent)
    if fingerprint_of(sent) != read:
        raise Refused(_("Somebody changed a text since you opened this page. Read it again, then declare it."))
    held = SchoolRole.objects.held_by(by, *HEADS).filter(school=sent.school_id).order_by("kind").last()
    assert held is not None, "the permission asks for it"  # noqa: S101 - for the type checker; advance() has asked
    Declaration.objects.create(review=sent, given_by=by, given_name=by.name, capacity=held.kind, given_at=at)
    for answer in sent.answers.select_related("updated_by"):
        _keep(answer, VersionKind.SENT, at=at)
    for one in sent.progress_on_targets.select_related("updated_by"):
        _keep_progress(one, VersionKind.SENT, at=at)
    emails.update_sent(sent, at=at)
    return sent
