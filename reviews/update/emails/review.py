"""The mails about an update."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind


def _about(review: Review, **more: object) -> dict[str, object]:
    return {
        "school": review.school.name,
        "centre": review.year.centre.name,
        "year": str(review.year),
        "due": long_date(review.update_due_on),
        "path": reverse("update:review", args=[review.pk]),
        **more,
    }


def element_given(answer: Answer, review: Review, person: User, *, by: User, at: datetime) -> Message:
    """Tells somebody that an element is theirs to write."""
    path = reverse("update:element", args=[review.pk, answer.element.number])
    context = _about(review, element=str(answer.element), by=by.name, path=path)
    return outbox.write("update/element_given", "people", {"ids": [person.pk]}, about=answer, at=at, context=context)


def elements_given_back(review: Review, answers: list[Answer], person: User, *, at: datetime) -> Message:
    """Tells the coordinators which elements nobody writes now that this person has left."""
    context = _about(review, person=person.name, elements=[str(answer.element) for answer in answers])
    of = {"schools": [review.school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write("update/elements_given_back", "school_people", of, about=review, at=at, context=context)


def declaration_asked(review: Review, *, by: User, at: datetime) -> Message:
    """Asks the head to read the update, declare it and send it."""
    context = _about(review, by=by.name, path=reverse("update:declare", args=[review.pk]))
    of = {"schools": [review.school_id], "kinds": list(HEADS)}
    return outbox.write("update/declaration_asked", "school_people", of, about=review, by=by, at=at, context=context)


def declaration_preview(review: Review, by: User) -> dict[str, str]:
    """The question to the head word for word."""
    to = _("The headteacher of %s, or the delegate on record") % review.school
    return rendering.preview("update/declaration_asked", _about(review, by=by.name), to=to)


def update_sent(review: Review, *, by: User | None, at: datetime) -> Message:
    """Tells the school and the Centre's assessor that the update is sent."""
    of = {"centre": review.year.centre_id, "school": review.school_id, "kinds": list(SPEAKERS)}
    return outbox.write(
        "update/update_sent", "school_and_assessor", of, about=review, by=by, at=at, context=_about(review)
    )


def update_preview(review: Review) -> dict[str, str]:
    """The mail that goes when the update is sent, word for word."""
    to = _("Coordinators and heads of %s, and the assessor once one is appointed") % review.school
    return rendering.preview("update/update_sent", _about(review), to=to)
