"""What of this room belongs to the history of a Centre: notes and follow-ups of it and of what is its own, for those of
the office who read them.
"""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.text import Truncator

from centres.application.models.application import Application
from centres.billing.models.invoice import Invoice
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.calling import kind_in_words
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre
from iqm_coe.notes.models.note import FollowUp, Note
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit

LONGEST = 160  # signs of a note
CENTRE = "membership.centre"


def _of(centre: int) -> Q:
    """Rows about this Centre, or about what belongs to it alone; a school has a page of its own."""
    of_it = {
        "application.application": Application.objects.filter(centre=centre),
        "update.review": Review.objects.filter(year__centre=centre),
        "reports.report": Report.objects.filter(review__year__centre=centre),
        "visits.visit": Visit.objects.filter(year__centre=centre),
        "billing.invoice": Invoice.objects.filter(lines__charge__year__centre=centre),
    }
    found = Q(about_type=CENTRE, about_id=centre)
    for label, rows in of_it.items():
        found |= Q(about_type=label, about_id__in=rows.order_by().values("pk"))
    return found


def _shortened(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)


def _about(events: Sequence[Recorded]) -> dict[int, str]:
    """Of each note on what kind of thing of the Centre it was written; of the Centre itself the page is."""
    rows = Note.objects.filter(pk__in={event.subject_id for event in events}).values_list("pk", "about_type")
    kinds = {pk: kind_in_words(label) for pk, label in rows if label != CENTRE}
    return {event.pk: kinds.get(event.subject_id, "") for event in events}


def _with_whom(events: Sequence[Recorded]) -> dict[int, str]:
    """Who saw to it from then on, as the event says: the row knows the last one alone."""
    given = {event.pk: owner for event in events if isinstance(owner := event.facts.get("owner"), int)}
    names = dict(User.objects.filter(pk__in=set(given.values())).values_list("pk", "name"))
    return {event: names.get(owner, "") for event, owner in given.items()}


HISTORY = of_a_centre(
    Subject(
        "notes.note",
        Chapter.NOTES,
        lambda user, centre: Note.objects.visible_to(user).filter(_of(centre)),
        named="text",
        says=_shortened,
        tells=_about,
        is_called=False,
    ),
    Subject(
        "notes.followup",
        Chapter.NOTES,
        lambda user, centre: FollowUp.objects.visible_to(user).filter(_of(centre)),
        tells=_with_whom,
        is_called=False,
    ),
)
