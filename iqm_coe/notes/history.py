"""What of this room belongs to the history of a Centre: notes and follow-ups of it and of what is its own, for those of
the office who read them.
"""

from collections.abc import Sequence

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from centres.application.models.application import Application
from centres.billing.models.invoice import Invoice
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import kind_in_words
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre, shortened
from iqm_coe.lib.per_request import per_request
from iqm_coe.notes.models.note import FollowUp, Note
from iqm_coe.notes.querysets.note import about_what_they_see
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit

LONGEST = 160  # signs of a note
CENTRE, FOLLOW_UP = "membership.centre", "notes.followup"
Thing = tuple[str, int]


def _of(centre: int) -> Q:
    """Rows about this Centre, or about what belongs to it alone; a school has a page of its own."""
    of_it = {
        "application.application": Application.objects.filter(centre=centre),
        "year.plan": Plan.objects.filter(year__centre=centre),
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
    return shortened(text, LONGEST)


def _noted(events: Sequence[Recorded]) -> dict[int, Thing]:
    """By the number of a note, on what it was written; asked once for its words and its page."""
    wanted = tuple(sorted({event.subject_id for event in events}))
    rows = Note.objects.filter(pk__in=wanted).values_list("pk", "about_type", "about_id")
    return per_request(("notes of", wanted), lambda: {pk: (label, key) for pk, label, key in rows})


def _about(events: Sequence[Recorded]) -> dict[int, str]:
    """Of each note on what kind of thing of the Centre it was written; of the Centre itself the page is."""
    noted = _noted(events)
    labels = {event.pk: noted[event.subject_id][0] for event in events if event.subject_id in noted}
    return {pk: kind_in_words(label) for pk, label in labels.items() if label != CENTRE}


def _where(events: Sequence[Recorded]) -> dict[int, str]:
    """Each note on the page of all notes of its thing."""
    noted = _noted(events)
    return {
        event.pk: f"{address('notes:notes', *noted[event.subject_id])}#note-{event.subject_id}"
        for event in events
        if event.subject_id in noted
    }


def _where_followed(events: Sequence[Recorded]) -> dict[int, str]:
    """The notes of what is looked at again, as the event says: of what was taken back no row is left."""
    about = {event.pk: (event.facts.get("about_type"), event.facts.get("about_id")) for event in events}
    return {event: address("notes:notes", *thing) for event, thing in about.items() if all(thing)}


def _with_whom(events: Sequence[Recorded]) -> dict[int, str]:
    """Who saw to it from then on, as the event says: the row knows the last one alone."""
    given = {event.pk: owner for event in events if isinstance(owner := event.facts.get("owner"), int)}
    names = dict(User.objects.filter(pk__in=set(given.values())).values_list("pk", "name"))
    return {event: names.get(owner, "") for event, owner in given.items()}


def _taken_back(user: User, centre: int) -> QuerySet[Event]:
    """The events of follow-ups of which no row is left, where this person reads the notes of what they were about."""
    of_it = Event.objects.filter(subject_type=FOLLOW_UP, action="take_back").annotate(
        about_type=KT("facts__about_type"), about_id=Cast(KT("facts__about_id"), BigIntegerField())
    )
    is_left = Exists(FollowUp.objects.filter(pk=OuterRef("subject_id")))
    return of_it.filter(_of(centre), about_what_they_see(user)).exclude(is_left)


HISTORY = of_a_centre(
    Subject(
        "notes.note",
        Chapter.NOTES,
        lambda user, centre: Note.objects.visible_to(user).filter(_of(centre)),
        named="text",
        says=_shortened,
        tells=_about,
        pages=_where,
        is_called=False,
    ),
    Subject(
        FOLLOW_UP,
        Chapter.NOTES,
        lambda user, centre: FollowUp.objects.visible_to(user).filter(_of(centre)),
        tells=_with_whom,
        pages=_where_followed,
        is_called=False,
    ),
    Subject(
        FOLLOW_UP,
        Chapter.NOTES,
        _taken_back,
        numbered="subject_id",
        tells=_with_whom,
        pages=_where_followed,
        is_called=False,
    ),
)
