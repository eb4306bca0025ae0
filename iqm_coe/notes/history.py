"""What of this room belongs to the history of a Centre: notes and follow-ups of it and of what is its own, for those of
the office who read them.
"""

from collections.abc import Mapping, Sequence

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from centres.application.models.application import Application
from centres.billing.models.invoice import Invoice
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre, shortened
from iqm_coe.lib.per_request import per_request
from iqm_coe.notes.models.note import FollowUp, Note
from iqm_coe.notes.querysets.note import about_what_they_see
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit

LONGEST = 160  # signs of a note
CENTRE, FOLLOW_UP, TAKE_BACK = "membership.centre", "notes.followup", "take_back"
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
    return _("“%s”") % shortened(text, LONGEST)


def _noted(events: Sequence[Recorded]) -> dict[int, Thing]:
    """By the number of a note, on what it was written; asked once for its thing and its page."""
    wanted = tuple(sorted({event.subject_id for event in events}))
    rows = Note.objects.filter(pk__in=wanted).values_list("pk", "about_type", "about_id")
    return per_request(("notes of", wanted), lambda: {pk: (label, key) for pk, label, key in rows})


def _about(events: Sequence[Recorded]) -> dict[int, Thing]:
    """Of each note on what of the Centre it was written; of the Centre itself the page is."""
    noted = _noted(events)
    things = {event.pk: noted[event.subject_id] for event in events if event.subject_id in noted}
    return {pk: thing for pk, thing in things.items() if thing[0] != CENTRE}


def _where(events: Sequence[Recorded]) -> dict[int, str]:
    """Each note on the page of all notes of its thing."""
    noted = _noted(events)
    return {
        event.pk: f"{address('notes:notes', *noted[event.subject_id])}#note-{event.subject_id}"
        for event in events
        if event.subject_id in noted
    }


def _followed(events: Sequence[Recorded]) -> dict[int, Thing]:
    """What each follow-up is of: as the event says, since of what was taken back no row is left, else as its row."""
    wanted = tuple(sorted({event.subject_id for event in events}))
    rows = FollowUp.objects.filter(pk__in=wanted).values_list("pk", "about_type", "about_id")
    left = per_request(("follow-ups of", wanted), lambda: {pk: (label, key) for pk, label, key in rows})
    found: dict[int, Thing] = {}
    for event in events:
        label, key = event.facts.get("about_type"), event.facts.get("about_id")
        if isinstance(label, str) and isinstance(key, int):
            found[event.pk] = (label, key)
        elif event.subject_id in left:
            found[event.pk] = left[event.subject_id]
    return found


def _where_followed(events: Sequence[Recorded]) -> dict[int, str]:
    """The notes of what is looked at again."""
    return {event: address("notes:notes", *thing) for event, thing in _followed(events).items()}


def _who_sees_to_it(events: Sequence[Recorded]) -> dict[int, str]:
    """Who saw to it from then on, as the event says: the row knows the last one alone. Of what was taken back from whom
    it was, as the last event before says.
    """
    before, given = _given_before(events), {event.pk: _owner(event.facts) for event in events}
    numbers = {owner for owner in (*given.values(), *before.values()) if owner}
    names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "name"))
    told: dict[int, str] = {}
    for event in events:
        now, was = names.get(given[event.pk] or 0), names.get(before.get(event.pk) or 0)
        if was and now:
            told[event.pk] = _("No longer with %(was)s, but with %(now)s again") % {"was": was, "now": now}
        elif was:
            told[event.pk] = _("No longer with %s") % was
        elif now:
            told[event.pk] = _("%s sees to it") % now
    return told


def _given_before(events: Sequence[Recorded]) -> dict[int, int | None]:
    """With whom it was before it was taken back, as the last event says; nothing of the other events."""
    taken = {event.pk: event.subject_id for event in events if event.action == TAKE_BACK}
    if not taken:
        return {}
    rows = Event.objects.filter(
        subject_type=FOLLOW_UP, subject_id__in=set(taken.values()), action__in=["set", TAKE_BACK]
    )
    told = list(rows.order_by("pk").values_list("pk", "subject_id", "facts"))
    return {
        pk: next((_owner(facts) for one, of, facts in reversed(told) if of == number and one < pk), None)
        for pk, number in taken.items()
    }


def _owner(facts: Mapping[str, object]) -> int | None:
    owner = facts.get("owner")
    return owner if isinstance(owner, int) else None


def _taken_back(user: User, centre: int) -> QuerySet[Event]:
    """The events of follow-ups of which no row is left, where this person reads the notes of what they were about."""
    of_it = Event.objects.filter(subject_type=FOLLOW_UP, action=TAKE_BACK).annotate(
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
        points_to=_about,
        pages=_where,
        is_called=False,
    ),
    Subject(
        FOLLOW_UP,
        Chapter.NOTES,
        lambda user, centre: FollowUp.objects.visible_to(user).filter(_of(centre)),
        sentences=_who_sees_to_it,
        points_to=_followed,
        pages=_where_followed,
        is_called=False,
    ),
    Subject(
        FOLLOW_UP,
        Chapter.NOTES,
        _taken_back,
        numbered="subject_id",
        sentences=_who_sees_to_it,
        points_to=_followed,
        pages=_where_followed,
        is_called=False,
    ),
)
