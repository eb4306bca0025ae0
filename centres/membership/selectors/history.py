"""What has happened to a Centre and to all that is its own: events in sentences, and mails."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.membership.models.centre import Centre
from iqm_coe.accounts.enums import OFFICE
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.calling import kind_in_words
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.history import Chapter, Found, Subject, found_in
from iqm_coe.lib.lists.controls import FilterControl
from iqm_coe.lib.names import order_of
from iqm_coe.notifications.models.outbox import Delivery, Message

LINES_A_PAGE = 25
PAGE, CHAPTER, SCHOOL = "history", "chapter", "school"
EVENT, MAIL = "event", "mail"
CENTRE = Centre._meta.label_lower
V = TypeVar("V")
Choices = list[tuple[str, str, bool]]
Happened = tuple[str, int, datetime]  # source, number and instant
Things = Mapping[tuple[str, int], Found]


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the timeline shows it."""

    at: datetime
    what: str
    by: str
    why: str = ""
    url: str = ""


@dataclass(frozen=True)
class History:
    """One page of it, and by what it can be narrowed."""

    lines: list[Line]
    page: Page[Happened]
    fields: list[FilterControl]
    querystring: str
    is_narrowed: bool


def is_asked_for(asked: Mapping[str, str]) -> bool:
    """Whether the address asks for it: a page of it, or what it is narrowed by."""
    return bool({PAGE, CHAPTER, SCHOOL} & asked.keys())


def history_of(centre: Centre, user: User, asked: Mapping[str, str]) -> History:
    """Newest first, of the things that this person may see; `asked` are the choices in the address."""
    found = found_in(user, centre.pk)
    schools = {str(one.school): one.school_name for one in found if one.school}
    chapters = {str(one.subject.chapter) for one in found} | {Chapter.MAIL.value}
    chapter, school = (asked.get(name, "") for name in (CHAPTER, SCHOOL))
    chapter, school = chapter if chapter in Chapter.values else "", school if school in schools else ""
    every, things = _things(found), _things(one for one in found if _is_chosen(one, chapter, school))
    kept = urlencode({name: value for name, value in asked.items() if name != PAGE})
    page = Paginator(_rows(things, user, chapter), LINES_A_PAGE).get_page(asked.get(PAGE))
    offered = [one for one in Chapter if one in {*chapters, chapter}]
    named: Choices = [(one.value, str(one.label), one == chapter) for one in offered]
    of_schools: Choices = [
        (key, name, key == school) for key, name in sorted(schools.items(), key=lambda pair: order_of(pair[1]))
    ]
    fields = [_field(CHAPTER, _("About"), named), _field(SCHOOL, _("School"), of_schools)]
    return History(_lines(page, things, every, user), page, fields, kept, bool(chapter or school))


def _things(found: Iterable[Found]) -> dict[tuple[str, int], Found]:
    """By label and number, each with all of its schools."""
    things: dict[tuple[str, int], Found] = {}
    for one in found:
        key = (one.subject.label, one.number)
        things[key] = one.beside(things.get(key))
    return things


def _is_chosen(one: Found, chapter: str, school: str) -> bool:
    is_of_chapter = not chapter or chapter in {one.subject.chapter.value, Chapter.MAIL.value}
    return is_of_chapter and school in {"", str(one.school)}


def _field(name: str, label: str, options: Choices) -> FilterControl:
    every = ("", _("Everything") if name == CHAPTER else _("All schools"), not any(one[2] for one in options))
    key = f"id_history_{name}"
    return FilterControl(id=key, name=name, label=label, value="", options=[every, *options], errors=[], type="search")


def _rows(things: Things, user: User, chapter: str) -> QuerySet[Model, Happened]:
    """Source, number and instant of each: events of these things, and mails about them."""
    events = Event.objects.filter(_happened_to(things, user) if chapter != Chapter.MAIL else Q(pk__in=[]))
    mails = _mails(things, user) if chapter in {"", Chapter.MAIL} else Message.objects.none()
    columns = ("source", "number", "moment")
    told = events.order_by().annotate(source=Value(EVENT, CharField()), number=F("pk"), moment=F("at"))
    sent = mails.order_by().annotate(source=Value(MAIL, CharField()), number=F("pk"), moment=F("created_at"))
    both = told.values_list(*columns).union(sent.values_list(*columns), all=True)
    return both.order_by("-moment", "source", "-number")


def _numbers(things: Iterable[Found]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in things:
        numbers[one.subject.label].append(one.number)
    return numbers


def _happened_to(things: Things, user: User) -> Q:
    """Which events are told to this person: all but the quiet ones, and of some the office alone."""
    subjects = {one.subject.label: one.subject for one in things.values()}
    is_office, told = bool(OFFICE & user.iqm_roles), Q(pk__in=[])
    for label, numbers in _numbers(things.values()).items():
        hidden = subjects[label].quiet | (frozenset() if is_office else subjects[label].for_office)
        told |= Q(subject_type=label, subject_id__in=numbers) & ~Q(action__in=hidden)
    return told


def _readable(user: User) -> QuerySet[Delivery]:
    """The office reads what went to anybody, whoever else what went to themselves."""
    deliveries = Delivery.objects.filter(let_go_at=None, message__is_confidential=False)
    return deliveries if OFFICE & user.iqm_roles else deliveries.filter(user=user)


def _mails(things: Things, user: User) -> QuerySet[Message]:
    about = Q(pk__in=[])
    for label, numbers in _numbers(things.values()).items():
        about |= Q(about_type=label, about_id__in=numbers)
    return Message.objects.filter(about).filter(Exists(_readable(user).filter(message=OuterRef("pk"))))


def _lines(page: Iterable[Happened], things: Things, every: Things, user: User) -> list[Line]:
    """The lines of one page: one question for its events, one for its mails. `every` thing may be pointed to, also one
    that is not chosen.
    """
    rows = list(page)
    of: dict[str, list[int]] = {EVENT: [], MAIL: []}
    for source, number, _moment in rows:
        of[source].append(number)
    events = list(only_columns(Event.objects.filter(pk__in=of[EVENT]), "by__name", "note__text")) if of[EVENT] else []
    details = _details(events, things, every)
    told = {(EVENT, event.pk): _of_event(event, things, details(event.pk), user) for event in events}
    letters: dict[int, list[Delivery]] = defaultdict(list)
    sent = _readable(user).filter(message__in=of[MAIL]).select_related("user", "message").order_by("pk")
    for letter in sent.defer("text", "html", "message__context") if of[MAIL] else []:
        letters[letter.message_id].append(letter)
    told |= {(MAIL, number): _of_mail(letters[number]) for number in of[MAIL]}
    return [told[source, number] for source, number, _moment in rows]


@dataclass(frozen=True)
class Details:
    """What the room of an event adds to it: what happened in its own words, about what, and where it leads."""

    sentence: str = ""
    about: str = ""
    page: str = ""


def _details(events: list[Event], things: Things, every: Things) -> Callable[[int], Details]:
    sentences: dict[int, str] = _of_rooms(events, things, attrgetter("sentences"))
    told: dict[int, str] = _of_rooms(events, things, attrgetter("tells"))
    pages: dict[int, str] = _of_rooms(events, things, attrgetter("pages"))
    others: dict[int, tuple[str, int]] = _of_rooms(events, things, attrgetter("points_to"))

    def of(event: int) -> Details:
        about = (told.get(event, ""), _called(others[event], every) if event in others else "")
        return Details(sentences.get(event, ""), ", ".join(filter(None, about)), pages.get(event, ""))

    return of


def _called(other: tuple[str, int], every: Things) -> str:
    """What another thing of the Centre is, and which one."""
    if other[0] == CENTRE:
        return _("the Centre itself")
    return ", ".join(filter(None, (kind_in_words(other[0]), every[other].words if other in every else "")))


def _of_rooms(
    events: Iterable[Event], things: Things, ask: Callable[[Subject], Callable[[list[Event]], Mapping[int, V]] | None]
) -> dict[int, V]:
    """What their rooms tell of each, or where it leads: one question a kind at most."""
    of: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        of[event.subject_type].append(event)
    found: dict[int, V] = {}
    for subject in {one.subject.label: one.subject for one in things.values()}.values():
        if (tells := ask(subject)) and of[subject.label]:
            found |= tells(of[subject.label])
    return found


def _of_event(event: Event, things: Things, told: Details, user: User) -> Line:
    """Reasons are for the office: what the others have to read of them stands on the page of the thing."""
    thing = things[event.subject_type, event.subject_id]
    about = ", ".join(one for one in (thing.words, told.about) if one)
    words = told.sentence or in_words(event.subject_type, event.action)
    return Line(
        event.at,
        f"{words}: {about}" if about else words,
        event.by.name if event.by else _("The clock"),
        event.reason if OFFICE & user.iqm_roles else "",
        told.page or thing.url,
    )


def _of_mail(letters: list[Delivery]) -> Line:
    first, others = letters[0], len(letters) - 1
    to = _("to %s") % (first.user.name if first.user else first.address)
    to += ngettext(" and %d other", " and %d others", others) % others if others else ""
    what = _("Mail: %s") % first.subject
    return Line(first.message.created_at, what, to, url=reverse("notifications:delivery", args=[first.pk]))
