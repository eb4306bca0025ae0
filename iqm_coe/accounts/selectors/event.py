"""What has happened to a thing, as the pages tell it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.accounts.events import OF_SIGNING_IN
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.calling import LONGEST, Name, is_called, kind_in_words, names_of
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.facts import words_of_code, words_of_fact
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.templatetags.words import short_date

MOST_TOLD, DONE_SHOWN = 500, 15
LONGEST_CODE = 16  # signs of a fact without a space
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Facts that hold the number of a person or a thing, and whose.
NUMBERED = {
    **dict.fromkeys(("user", "person", "heir", "leaver", "owner", "assessor", "to", "left"), "accounts.user"),
    **dict.fromkeys(("school", "lead_school", "schools"), "schools.school"),
    "centre": "membership.centre",
    "year": "year.centreyear",
    "review": "update.review",
    "report": "reports.report",
    "visit": "visits.visit",
    "payer": "billing.payer",
    "provider": "accounts.provider",
}
# Whose number stands beside a page that was taken away.
OF_PAGES = {
    "application:read_through": "application.application",
    "update:read": "update.review",
    "reports:report": "reports.report",
}
SAVED = ("accounts.user", "take_out")
# A decider's own note is for the office alone.
FOR_THE_OFFICE = frozenset({"approve", "override", "waive"})


def told(*subjects: Model, to: User) -> list[dict[str, object]]:
    """The trail of these subjects as the timeline shows it, newest first."""
    is_office = bool(OFFICE & to.iqm_roles)
    return [
        {
            "at": event.at,
            "what": in_words(event.subject_type, event.action),
            "by": event.by.name if event.by else _("The clock"),
            "why": event.reason if is_office or event.action not in FOR_THE_OFFICE else "",
        }
        for event in _trail(tuple(one._meta.label_lower for one in subjects), tuple(one.pk for one in subjects))
    ]


@kept("numbers")
def _trail(labels: tuple[str, ...], numbers: tuple[int, ...]) -> QuerySet[Event]:
    """The last events of these things, each by its label and its number; so many that none meets the bound."""
    events = Event.objects.of_things(zip(labels, numbers, strict=True))
    return only_columns(events, "by__name", "note__text").order_by("-pk")[:MOST_TOLD]


def asked_because(subject: Model) -> str:
    """The reason in the first event of this subject; nothing where its words were emptied."""
    first = Event.objects.of(subject).select_related("note").order_by("pk").first()
    return first.reason if first else ""


def ended_by(subject: Model) -> Event | None:
    """The last event of this subject, with who it was and what they said: for one that is over, how it ended."""
    return Event.objects.of(subject).select_related("by", "note").order_by("pk").last()


@dataclass(frozen=True)
class Told:
    """One event as the audit tells it: its own row, what happened and to what, in words."""

    event: Event
    what: str
    about: str
    facts: str
    url: str  # of the thing's page, where it has one
    kind: str  # what the thing is

    @property
    def has_a_trail(self) -> bool:
        """Whether it is told of the thing in whose trail it stands: what was saved as a file stands in its person's."""
        return self.kind == self.event.subject_name


def in_sentences(events: Iterable[Event], to: User) -> list[Told]:
    """Things and people by their names; each kind of thing is asked for once."""
    listed = list(events)
    names = _names_in(listed, to)
    return [_saved(event, names) if _saved_kind(event) else _happened(event, names) for event in listed]


def _happened(event: Event, names: Mapping[tuple[str, int], Name]) -> Told:
    name = _name_of(event, names)
    facts = [_fact(one, value, event, names) for one, value in event.facts.items() if words_of_fact(one).is_told]
    return Told(event, event.what, name.words, ", ".join(facts), name.url, event.subject_name)


def _saved_kind(event: Event) -> str:
    """What it was that somebody saved as a file: a list, or the page of a thing by what it is called."""
    facts = event.facts if (event.subject_type, event.action) == SAVED else {}
    return _("list") if "list" in facts else _coded("page", str(facts.get("page", "")), event.subject_type)


def _saved(event: Event, names: Mapping[tuple[str, int], Name]) -> Told:
    """A list by its title, or the thing whose page it was; who saved it stands beside it."""
    facts, label = event.facts, event.subject_type
    file = _("as %s") % _coded("file", str(facts["file"]), label) if "file" in facts else ""
    if "list" not in facts:
        name = names.get((_label_of("number", event), facts.get("number", 0)), Name("", ""))
        return Told(event, event.what, name.words, file, name.url, _saved_kind(event))
    rows = ngettext("with %d row", "with %d rows", facts["rows"]) % facts["rows"] if "rows" in facts else ""
    about = _coded("list", str(facts["list"]), label)
    return Told(event, event.what, about, " ".join(filter(None, (file, rows))), "", _saved_kind(event))


def done_by(person: User, to: User) -> list[dict[str, object]]:
    """What somebody did last, as the timeline shows it to administrators, who read the whole trail; signing in has a
    part of its own.
    """
    events = Event.objects.filter(by=person).exclude(subject_type="accounts.user", action__in=OF_SIGNING_IN)
    shown = events.select_related("note").order_by("-pk")[:DONE_SHOWN]
    return [
        {"at": told.event.at, "what": f"{told.what}: {told.about}", "why": told.event.reason}
        for told in in_sentences(shown, to)
    ]


def _names_in(events: list[Event], to: User) -> dict[tuple[str, int], Name]:
    """What the things are called that these events are about or name: one question for most kinds together."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        wanted[event.subject_type].add(event.subject_id)
        for name, value in event.facts.items():
            if label := _label_of(name, event):
                wanted[label].update(_numbers(value))
    rows = {
        (label, row.pk): row
        for label, numbers in wanted.items()
        if not is_called(label)
        for row in _with_sight(apps.get_model(label), to).filter(pk__in=numbers)
    }
    about = {key: thing for event in events if (thing := _stood_for(event)) for key in (_key(event),)}
    about |= {key: thing for key, row in rows.items() if (thing := _stands_for(row))}
    for label, number in about.values():
        wanted[label].add(number)
    names = names_of(wanted, to)
    names |= {key: Name(_own_words(row)[:LONGEST], "") for key, row in rows.items() if key not in about}
    return names | {key: names.get(thing, Name(kind_in_words(thing[0]), "")) for key, thing in about.items()}


def _with_sight(model: type[Model], to: User) -> QuerySet[Model]:
    """Its rows, each with whether this person may see it."""
    rows = model._default_manager
    seen = rows.visible_to(to) if hasattr(rows, "visible_to") else rows.all()
    told: QuerySet[Model] = rows.select_related().annotate(is_seen=Exists(seen.order_by().filter(pk=OuterRef("pk"))))
    return told


def _own_words(row: Model) -> str:
    """What a thing says of itself; nothing to whoever may not see it."""
    return str(row) if getattr(row, "is_seen", False) else ""


def _stands_for(row: Model) -> tuple[str, int] | None:
    """The thing that a note, or who sees to it, is about, by label and number: by its name it is known on pages."""
    label, number = getattr(row, "about_type", ""), getattr(row, "about_id", None)
    return (label, number) if is_called(label) and isinstance(number, int) else None


def _stood_for(event: Event) -> tuple[str, int] | None:
    """The same of one that is gone, where its event says it."""
    label, number = event.facts.get("about_type", ""), event.facts.get("about_id")
    return (label, number) if is_called(label) and isinstance(number, int) else None


def _key(event: Event) -> tuple[str, int]:
    return event.subject_type, event.subject_id


def _label_of(name: str, event: Event) -> str:
    """Of what kind the things are whose numbers this fact holds; nothing where it holds none."""
    return OF_PAGES.get(event.facts.get("page", ""), "") if name == "number" else NUMBERED.get(name, "")


def _numbers(value: object) -> list[int]:
    """The numbers of things in a fact that holds one or several; a day or a word is none."""
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, int) and not isinstance(one, bool)]


def told_of(label: str, number: int, to: User) -> str:
    """One kind and thing as its lines tell it, also where it is gone; nothing where nothing is written of it."""
    first = list(Event.objects.of_things([(label, number)]).order_by("pk")[:1])
    told = [_happened(event, _names_in(first, to)) for event in first]  # what somebody saved is told by their name
    return "".join(f"{capfirst(one.kind)}: {one.about}" for one in told)


def _name_of(event: Event, names: Mapping[tuple[str, int], Name]) -> Name:
    """A thing that has no name by its number, and so one that is gone."""
    known = names.get(_key(event))
    if known is None:
        return Name(_("number %d, which is no longer there") % event.subject_id, "")
    return known if known.words else Name(str(event.subject_id), known.url)


def _coded(name: str, code: str, label: str) -> str:
    """A day as people write it; a code as the thing's own list of choices calls it, or as it was declared."""
    if DAY.fullmatch(code):
        return short_date(date.fromisoformat(code))
    fields = [one for one in apps.get_model(label)._meta.fields if one.name == name]
    choices = {str(key): str(words) for one in fields for key, words in one.flatchoices}
    return choices.get(code) or words_of_code(name, code, label)


def _plain(fact: object, name: str, label: str) -> str:
    """Yes, no or nothing in a word."""
    if fact is None or fact == "":
        return str(words_of_fact(name).nothing) or _("nothing")
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    return _coded(name, fact, label) if isinstance(fact, str) else str(fact)


def _told(one: object, name: str, event: Event, names: Mapping[tuple[str, int], Name]) -> str:
    """A number of a thing by what the thing is called; a code by its words."""
    known = names.get((_label_of(name, event), one)) if isinstance(one, int) and not isinstance(one, bool) else None
    return known.words if known and known.words else _plain(one, name, event.subject_type)


def _fact(name: str, value: object, event: Event, names: Mapping[tuple[str, int], Name]) -> str:
    several = value if isinstance(value, list) else [value]
    said = words_of_fact(name)
    told = [_told(one, name, event, names) for one in several]
    if said.reads:
        return str(said.reads) % _(" and ").join(told)
    words = ", ".join(told)
    short = words if " " in words or len(words) <= LONGEST_CODE else f"{words[:LONGEST_CODE]}…"  # a hash
    return f"{said.called or name.replace('_', ' ')}: {short}"
