"""The elements that somebody was given to write go to their successor (R5u)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Leaving, Passing, Thing, at_school, leaves, passes_on
from reviews.update.flows import answer as flows
from reviews.update.models.answer import Answer


@at_school
def elements(leaver: User, school: int, by: User) -> Iterator[Passing]:
    """Of updates that are being written; what is sent is nobody's to write."""
    for answer in Answer.objects.written_by(leaver.pk, school):
        words = _("The element “%(element)s” of the update of %(year)s")
        yield Passing(words % {"element": answer.element, "year": answer.review.year})


@passes_on
def pass_on(leaver: User, heir: User, school: int, *, by: User, at: datetime) -> None:
    """Each of them, under the lock of its review."""
    flows.pass_on(leaver, heir, school, by=by, at=at)


def _given(person: int) -> Iterator[Thing]:
    for answer in Answer.objects.written_by(person):
        words = _("Writes the element “%(element)s” for %(school)s")
        told = {"element": answer.element, "school": answer.review.school}
        yield Thing(answer.pk, words % told, reverse("update:review", args=[answer.review_id]))


elements_given = leaves(
    Leaving(
        "elements_given",
        _later("Elements of updates that they write"),
        _later("They go back to the coordinators when the last role there ends. A hand-over passes them on."),
        _given,
    )
)
