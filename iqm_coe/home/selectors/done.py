"""What the office has done today: to what belongs to Centres, its reminders by hand, and who sees to what; and what the
people of schools have done lately: whoever does a line clears it for all, so the others read who did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import CharField, Max, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from centres.membership.models.membership import Membership
from centres.membership.querysets.centre import centres_joined_by
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import Told, in_sentences
from iqm_coe.home.events import EVENTS
from iqm_coe.home.rules import OF_THE_OFFICE, is_of_the_office
from iqm_coe.lib.dates import LONDON, first_moment
from iqm_coe.lib.history import declared
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import may
from iqm_coe.lib.worklist import Line, is_offered
from iqm_coe.notes.about import among
from iqm_coe.notifications.models.reminder import Reminder
from schools.models.role import SchoolRole
from schools.querysets import reads_every_school, schools_of

SHOWN = 20
LATELY = timedelta(days=14)  # people of schools come twice a month
LOOKED_AT = 400  # events of a day, the newest: an act on many rows, or an approval, writes many
REMIND = "remind"
FOLLOW_UP, PERSON, JOINING = "notes.followup", "accounts.user", "schools.joining"
ANSWERED = ("accept", "decline")  # of who asks to join a school
OF_WORK = sorted(action for _label, action in EVENTS)  # lines that were given, taken, taken back, given up
GIVING = {
    "give_work": _("Gave to %s"),
    "take_work": _("Took a line"),
    "take_work_back": _("Took back from %s"),
    "give_work_up": _("Gave up a line"),
}
Thing = tuple[str, int]


@dataclass(frozen=True)
class Done:
    """One thing that somebody of the office did today."""

    at: datetime
    what: str
    about: str
    url: str
    by: str


@dataclass(frozen=True)
class DoneToday:
    """The last of it, how much there is, and whether there may be more of a day on which very much was done."""

    lines: Sequence[Done] = ()
    number: int = 0
    is_more: bool = False
    since: date | None = None  # of people of schools: the first day that is told

    @property
    def left_out(self) -> int:
        return self.number - len(self.lines)


def _day(on: date) -> tuple[datetime, datetime]:
    """The first instant of this day in London, and that of the next."""
    return first_moment(on), first_moment(on + timedelta(days=1))


def with_reminders(lines: Sequence[Line], on: date) -> list[Line]:
    """Each that was reminded of today says by whom; it goes once a day, so nobody is offered to do it again (R39i). Of
    an earlier reminder it says when that went.
    """
    asked = sorted({line.about for line in lines if line.about})
    if not asked:
        return list(lines)
    labels, keys = tuple(label for label, _key in asked), tuple(key for _label, key in asked)
    last = {(label, key): day for label, key, day in _last_sent(labels, keys)}
    by = {thing: str(_("the clock")) for thing, day in last.items() if day == on}
    by |= {(label, key): name for label, key, name in _sent_by_hand(labels, keys, *_day(on))}
    return [_with_reminder(line, by, last) for line in lines]


def _with_reminder(line: Line, by: Mapping[Thing, str], last: Mapping[Thing, date]) -> Line:
    if line.about is None:
        return line
    if line.about in by:
        return replace(line, reminded=by[line.about], nudge=None)
    return replace(line, reminded_on=last.get(line.about))


def _are(labels: tuple[str, ...], keys: tuple[int, ...]) -> Q:
    """Rows about any of these things."""
    things = zip(labels, keys, strict=True)
    return reduce(or_, (Q(subject_type=label, subject_id=key) for label, key in things))


@kept("keys")
def _last_sent(labels: tuple[str, ...], keys: tuple[int, ...]) -> QuerySet[Reminder, tuple[str, int, date]]:
    """The day on which the last reminder of each went, today's with them; by hand or by the clock, which may come later
    than planned. While its mail is on its way, the day on which it was written.
    """
    sent = Reminder.objects.filter(_are(labels, keys), sent_at__isnull=False).order_by()
    went = TruncDate(Coalesce("message__deliveries__sent_at", "sent_at"), tzinfo=LONDON)
    return sent.values_list("subject_type", "subject_id").annotate(last=Max(went))


@kept("keys", "since", "until")
def _sent_by_hand(
    labels: tuple[str, ...], keys: tuple[int, ...], since: datetime, until: datetime
) -> QuerySet[Event, tuple[str, int, str]]:
    events = Event.objects.filter(_are(labels, keys), at__gte=since, at__lt=until, action=REMIND).order_by("pk")
    return events.values_list("subject_type", "subject_id", "by__name")


def done_today(user: User, on: date) -> DoneToday:
    """What people of the office did since this morning to things that this person sees, the last first; for somebody of
    a school what people of the schools of their Centres did lately. Of an act that wrote several events its first one
    is told, and of each row of many. What has no rule of its own of who sees it is told with what it is a part of.
    """
    if not may(user, "home.see_done"):
        return DoneToday()
    since = None if is_of_the_office(user, None) else on - LATELY
    events = _of_the_schools_of(user, since, on) if since else _of_the_office(*_day(on))
    acts = _first_of_each_act(_offered_to(user, _seen_by(user, events)))
    return DoneToday(_told(acts[:SHOWN], user), len(acts), is_more=len(events) == LOOKED_AT, since=since)


def all_done_today(user: User, on: date) -> list[Done]:
    """The same without an end, and each event of an act."""
    if not is_of_the_office(user, None):
        return []
    return _told(_offered_to(user, _seen_by(user, _of_the_office(*_day(on)))), user)


def done_of(keys: Collection[str], user: User, on: date) -> list[str]:
    """What was done today of lines with these keys, and by whom, as far as today's acts say: each once."""
    pages = {key.partition(":")[2].partition("#")[0] for key in keys} - {""}
    told = [f"{one.what}: {one.about} ({one.by})" for one in all_done_today(user, on) if one.url in pages]
    return list(dict.fromkeys(told))


def _offered_to(user: User, events: Iterable[Event]) -> list[Event]:
    """Without the giving of lines that never wait for this person, unless they see every Centre and school."""
    sees_all = reads_every_school(user)
    return [one for one in events if sees_all or not _is_of_work(one) or is_offered(str(one.facts.get("offer")), user)]


def _is_of_work(event: Event) -> bool:
    return event.subject_type == PERSON and event.action in OF_WORK


def _told(events: Sequence[Event], user: User) -> list[Done]:
    return [_done(one) for one in in_sentences(events, user)]


def _done(one: Told) -> Done:
    """Of a line that was given, to whom or from whom, and which it was: the trail tells it of the colleague."""
    by, what, about, url = one.event.by.name if one.event.by else "", one.what, one.about, one.url
    if _is_of_work(one.event):
        words = str(GIVING[one.event.action])
        what = words % one.about if "%s" in words else words
        about, url = (one.event.reason, "") if one.event.reason else (about, url)
    return Done(one.event.at, what, about, url, by)


def _of_things(*, for_office: bool) -> Q:
    """Events of what belongs to a Centre and whose readers are known."""
    told = Q()
    for subject in declared():
        if subject.seen_through or hasattr(apps.get_model(subject.label)._default_manager, "visible_to"):
            untold = subject.quiet if for_office else subject.quiet | subject.for_office
            told |= Q(subject_type=subject.label) & ~Q(action__in=sorted(untold))
    return told


def _held(since: datetime) -> Q:
    """Roles that anybody has held since then: what was done is told also after whoever did it has left."""
    return Q(ended_at=None) | Q(ended_at__gte=since)


def _of_the_schools_of(user: User, since: date, on: date) -> Sequence[Event]:
    """By people of the schools where somebody holds a role, and of those that stand beside them in a Centre."""
    schools, centres = tuple(sorted(schools_of(user))), tuple(sorted(centres_joined_by(user)))
    return _of_the_schools(schools, centres, first_moment(since), first_moment(on + timedelta(days=1)))


@kept("schools", "centres", "since", "until")
def _of_the_schools(
    schools: tuple[int, ...], centres: tuple[int, ...], since: datetime, until: datetime
) -> QuerySet[Event]:
    beside = Membership.objects.belonging().filter(centre__in=centres).values("school")
    people = SchoolRole.objects.filter(_held(since), Q(school__in=schools) | Q(school__in=beside)).values("user")
    told = _of_things(for_office=False) | Q(subject_type=JOINING, action__in=ANSWERED)
    rows = Event.objects.filter(told, at__gte=since, at__lt=until, by__in=people).select_related("by", "note")
    return rows.order_by("-pk")[:LOOKED_AT]


@kept("since", "until")
def _of_the_office(since: datetime, until: datetime) -> QuerySet[Event]:
    told = Q(subject_type=FOLLOW_UP) | Q(subject_type=PERSON, action__in=OF_WORK) | _of_things(for_office=True)
    office = IqmRole.objects.filter(_held(since), kind__in=OF_THE_OFFICE).values("user")
    rows = Event.objects.filter(told, at__gte=since, at__lt=until, by__in=office).select_related("by", "note")
    return rows.order_by("-pk")[:LOOKED_AT]


def _first_of_each_act(events: Sequence[Event]) -> list[Event]:
    """An act is what one person did at one instant; it begins with the event of the lowest number."""
    first = {(event.by_id, event.at): event for event in sorted(events, key=lambda event: -event.pk)}
    kinds = {act: (event.subject_type, event.action) for act, event in first.items()}
    return [event for event in events if kinds[event.by_id, event.at] == (event.subject_type, event.action)]


def _seen_by(user: User, events: Iterable[Event]) -> list[Event]:
    """Of these events those about things that this person sees, asked of all kinds with one question."""
    listed, keys = list(events), defaultdict[str, set[int]](set)
    for event in listed:
        keys[event.subject_type].add(event.subject_id)
    if not keys:
        return []
    known = {(PERSON, number) for number in keys.pop(PERSON, ())}  # with whom a line is, the whole office knows
    of_kinds = [_visible(user, label, numbers) for label, numbers in keys.items()]
    seen = known | (set(of_kinds[0].union(*of_kinds[1:], all=True)) if of_kinds else set())
    seen |= _taken_back(user, [event for event in listed if (event.subject_type, event.subject_id) not in seen])
    return [event for event in listed if (event.subject_type, event.subject_id) in seen]


def _taken_back(user: User, events: Iterable[Event]) -> set[Thing]:
    """The follow-ups among them of which no row is left, where this person reads the notes of what they were about."""
    about = {
        event.subject_id: (event.facts["about_type"], event.facts["about_id"])
        for event in events
        if event.subject_type == FOLLOW_UP and "about_type" in event.facts
    }
    asked = defaultdict[str, set[int]](set)
    for label, number in about.values():
        asked[label].add(number)
    read = {(label, number) for label, numbers in asked.items() for number in among(user, label, numbers)}
    return {(FOLLOW_UP, number) for number, thing in about.items() if thing in read}


def _visible(user: User, label: str, numbers: set[int]) -> QuerySet[Model, Thing]:
    through = next((subject.seen_through for subject in declared() if subject.label == label), None)
    whole = apps.get_model(through[1] if through else label)._default_manager
    seen: QuerySet[Model] = whole.visible_to(user)  # type: ignore[attr-defined]  # asked before
    if through:
        seen = apps.get_model(label)._default_manager.filter(**{f"{through[0]}__in": seen.order_by().values("pk")})
    rows = seen.filter(pk__in=numbers).order_by()
    found: QuerySet[Model, Thing] = rows.values_list(Value(label, CharField()), "pk")
    return found
