"""A school's update as it is taken away: what the page of it as one text says to this reader (R15f)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from iqm_coe.lib.handouts.shape import Handout, Heading, Item, Part, link, listed, written
from iqm_coe.lib.templatetags.words import long_date
from reviews.update.enums import ReviewState
from reviews.update.models.answer import Answer
from reviews.update.models.review import Declaration, Review
from reviews.update.selectors.review import WholeUpdate


def update(whole: WholeUpdate, *, at: datetime) -> Handout:
    """The targets of last year, then each element with its three texts and what stands beside it."""
    review = whole["review"]
    return Handout(
        title=_("The update of %s") % review.school.name,
        whose=f"{review.school.name} · {review.year}",
        state=tuple(_state(review, whole["declaration"], is_whole=whole["is_whole"])),
        taken_at=at,
        parts=tuple(_parts(whole)),
    )


def _state(review: Review, declaration: Declaration | None, *, is_whole: bool) -> Iterator[str]:
    if review.state == ReviewState.WRITING:
        yield _("Draft: not declared and not sent yet. To be sent by %s.") % long_date(review.update_due_on)
    elif declaration:
        facts = {"name": declaration.given_name, "role": declaration.get_capacity_display().lower()}
        words = _("Declared by %(name)s, %(role)s, and sent on %(day)s.")
        yield words % {**facts, "day": long_date(review.sent_at)}
    else:
        yield _("Sent on %s.") % long_date(review.sent_at)
    if not is_whole:
        yield _("It holds only the elements that were given to you, and not the whole update.")


def _parts(whole: WholeUpdate) -> Iterator[Part]:
    for one in whole["progress"]:
        yield Heading(_("Target: %s") % one.target.aim)
        yield from written(one.text)
    for answer in whole["answers"]:
        yield Heading(str(answer.element))
        yield from _of_element(answer)


def _of_element(answer: Answer) -> Iterator[Part]:
    texts = {
        _("Progress since last year"): answer.progress,
        _("Evidence"): answer.evidence,
        _("Next steps"): answer.next_steps,
    }
    for label, text in texts.items():
        yield Heading(label, 3)
        yield from written(text, 4)
    links = [link(one.title, one.url) for one in answer.links.all()]
    files = [Item(f"{file.title} ({file.name})") for file in answer.files.all() if file.removed_at is None]
    yield from listed(*links, *files)
