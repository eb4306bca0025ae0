"""What is still missing of an update, and the fingerprint of what the head reads (R15)."""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from iqm_coe.lib.rich_text import too_many_pieces
from iqm_coe.texts.conditions.kept import apart
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from reviews.update.models.target import TargetProgress


def lacking(review: Review) -> list[str]:
    """What is still missing before it can be sent, in words."""
    answers = review.answers.select_related("element").prefetch_related("links", "files")
    open_elements = [str(answer.element) for answer in answers if not answer.is_answered]
    progress = review.progress_on_targets.select_related("target")
    unsaid = [_("Progress on the target “%s”") % one.target.aim for one in progress if not one.text]
    written = [text for answer in answers for text in answer.texts().values()] + [one.text for one in progress]
    return [*open_elements, *unsaid, *too_many_pieces(written)]


def in_the_way(review: Review) -> list[str]:
    """What is missing, and what two wrote in one place: once the update is sent nobody could put that together."""
    met = [*apart(review.answers.select_related("element")), *apart(review.progress_on_targets.all())]
    return [*lacking(review), *met]


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
