"""The home of somebody of a school: each running year with its line and its next days, and each Centre of which none
runs, with how it comes to one. Whoever speaks for several schools may choose one of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centres.application.enums import ApplicationState
from centres.application.models.application import Application
from centres.application.querysets.application import CHANGES_BY
from centres.application.selectors.application import forming_steps
from centres.membership.querysets.centre import centres_joined_at, centres_joined_by
from centres.year.models.year import CentreYear
from centres.year.selectors.standing import in_words
from centres.year.selectors.year import OwnYear, lines_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.year_line import YearStep, days_ahead
from iqm_coe.lib.year_steps import InWords, Owed, StepOfYear, Turn
from iqm_coe.lib.year_tallies import owed_by
from schools.enums import SPEAKERS
from schools.models.school import School
from schools.naming import told_apart
from schools.querysets import schools_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_YEARS, NEXT = 6, 3
UNCERTAIN = {"visit", "report"}
OwedAt = tuple[StepOfYear, Owed]


@dataclass(frozen=True)
class MyYear:
    """One year of one of their Centres."""

    year: CentreYear
    steps: Sequence[YearStep]
    days: Sequence[YearStep]  # to come, the nearest first
    panels: Sequence[Panel]  # first what is asked next, a sentence for each school of theirs
    next_days: Sequence[YearStep]  # the first of them


@dataclass(frozen=True)
class Forming:
    """One of their Centres of which no year runs: its application, whose turn it is by when, the line to its first
    year.
    """

    application: Application
    steps: list[dict[str, object]]
    due_on: date | None
    is_late: bool


@dataclass(frozen=True)
class Mine:
    """What runs of theirs, and what does not yet; `is_more` where there is more than is shown. Where there are
    several schools or one is chosen `names` has each by its number, and `school` is the one that was chosen.
    """

    years: Sequence[MyYear]
    centres: Sequence[Forming]
    is_more: bool
    names: Mapping[int, str] = field(default_factory=dict)
    school: int | None = None

    @property
    def chosen(self) -> str:
        """Its name."""
        return self.names[self.school] if self.school else ""

    @property
    def is_of_several(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.names) > 1


def mine_of(user: User, today: date, school: int | None = None) -> Mine:
    """The years that run, and the Centres without one: the first few of each."""
    own, joined = schools_of(user, *SPEAKERS), _joined(user, school)
    names = names_of(own) if school or len(own) > 1 else {}
    if not joined:
        return Mine([], [], is_more=False, names=names, school=school)
    running = _running(user, today, joined)
    waiting = joined - {year.centre_id for year in running}
    forming = [_forming(one, today) for one in _without_year(user, tuple(sorted(waiting)))] if waiting else []
    is_more = max(len(running), len(forming)) > MOST_YEARS
    years = _years(running[:MOST_YEARS], user, today, school)
    return Mine(years, forming[:MOST_YEARS], is_more=is_more, names=names, school=school)


def names_of(schools: Iterable[int]) -> dict[int, str]:
    """By their numbers, in the order of their names."""
    return told_apart(_named(tuple(sorted(schools))))


@kept("schools")
def _named(schools: tuple[int, ...]) -> QuerySet[School]:
    return School.objects.filter(pk__in=schools).only("name", "town", "postcode").order_by(in_order(), "pk")


def _joined(user: User, school: int | None) -> frozenset[int]:
    if school is None:
        return centres_joined_by(user, *SPEAKERS)
    return centres_joined_at(school, user, *SPEAKERS)


class _WithChanges(TypedDict):
    changes_by: date | None  # by when the first of those that IQM asked for is due


@kept("centres")
def _without_year(user: User, centres: tuple[int, ...]) -> "QuerySet[WithAnnotations[Application, _WithChanges]]":
    rows = Application.objects.visible_to(user).filter(centre__in=centres).select_related("centre")
    told = rows.annotate(changes_by=CHANGES_BY)
    found: QuerySet[WithAnnotations[Application, _WithChanges]] = told.order_by("centre__started_at", "pk")
    return found


def _forming(application: "WithAnnotations[Application, _WithChanges]", on: date) -> Forming:
    is_sent = application.state == ApplicationState.SUBMITTED
    due_on = application.decide_by if is_sent else application.changes_by
    is_over = application.state == ApplicationState.APPROVED
    steps = [] if is_over else forming_steps(application, application.changes_by, on)
    return Forming(application, steps, due_on, due_on is not None and due_on < on)


def my_years(user: User, today: date, school: int | None = None) -> list[MyYear]:
    """The running years of the Centres for whose schools this person speaks, the first few; each is read through their
    own rights, as on the page of the year.
    """
    joined = _joined(user, school)
    return _years(_running(user, today, joined)[:MOST_YEARS], user, today, school) if joined else []


def _years(shown: Sequence[CentreYear], user: User, today: date, school: int | None) -> list[MyYear]:
    numbers = [year.pk for year in shown]
    lines, ahead = lines_of(shown, user, today, school=school), days_ahead(user, numbers, today)
    own = schools_of(user, *SPEAKERS) if school is None else {school}
    owed = [one for one in owed_by(user, numbers, today, school=school) if one[1].school in own] if shown else []
    names = names_of({one.school for _step, one in owed}) if owed else {}
    told = []
    for year in shown:
        rows = [one for one in owed if one[1].year == year.pk]
        certain = ahead[year.pk] if school is None else _of_these(ahead[year.pk], rows)
        days = days_of(lines[year.pk], certain, today, year.closes_on)
        asked = Panel("components/_in_words.html", {"rows": next_in_words(rows, certain, names, user, today)})
        panels = [asked, *panels_for("my_year", user, OwnYear(year, school), today)]
        told.append(MyYear(year, lines[year.pk], days, panels, days[:NEXT]))
    return told


@kept("on", "centres")
def _running(user: User, on: date, centres: frozenset[int]) -> QuerySet[CentreYear]:
    own = CentreYear.objects.visible_to(user).open_on(on).filter(centre__in=centres)
    years = own.order_by("opens_on", "pk")
    return only_columns(years, "centre__name", "centre__state", "centre__lead_school", "centre__started_at")


def _of_these(ahead: Iterable[YearStep], rows: Iterable[OwedAt]) -> list[YearStep]:
    """The certain days of the things of one school."""
    things = {(step.code, owed.thing) for step, owed in rows}
    return [one for one in ahead if (one.settles or one.within, one.thing) in things]


def days_of(steps: Sequence[YearStep], ahead: Sequence[YearStep], today: date, ends_on: date) -> list[YearStep]:
    """All days to come of a year, the nearest first."""
    return sorted([*coming([*steps, *ahead], today), *expected(steps, ahead, today, ends_on)], key=attrgetter("on"))


def next_in_words(
    rows: Iterable[OwedAt], ahead: Iterable[YearStep], names: Mapping[int, str], user: User, today: date
) -> list[InWords]:
    """Of each school what is asked next, whatever it is; where nothing is, what others do next. A day that is certain
    is the school's own, whoever's turn it is.
    """
    certain = {(one.settles, one.thing) for one in ahead if one.settles}
    of_school: dict[int, list[OwedAt]] = defaultdict(list)
    for step, owed in rows:
        of_school[owed.school].append((step, owed))
    told = []
    for school, name in ((pk, name) for pk, name in names.items() if pk in of_school):
        still_open = [one for one in of_school[school] if not one[1].is_done]
        theirs = [one for one in still_open if Turn.SCHOOL in Turn(one[1].turn) or _key(one) in certain]
        soonest = min(theirs or still_open, key=lambda one: (one[1].due_on or date.max, one[0].order), default=None)
        if soonest is None:
            told.append(InWords(_("All that this year asks of %s is done.") % name, ""))
        elif soonest[1].as_said not in soonest[0].told_apart:
            told.append(_sentence(*soonest, name, user, today, is_certain=_key(soonest) in certain))
    return told


def _key(one: OwedAt) -> tuple[str, int | None]:
    return one[0].code, one[1].thing


def _sentence(step: StepOfYear, owed: Owed, school: str, user: User, today: date, *, is_certain: bool) -> InWords:
    if known := step.in_words(user, owed, today):
        return known
    stands = owed._replace(turn=Turn.NOBODY) if is_certain else owed
    words = _("%(thing)s of %(school)s: %(words)s") % {
        "thing": capfirst(str(step.thing)),
        "school": school,
        "words": in_words(step, stands, today, to_school=True),
    }
    if owed.due_on and owed.due_on < today:
        words = _("%s It is late.") % words
    return InWords(words, step.address(owed.thing) if owed.thing else "")


def coming(steps: Sequence[YearStep], today: date) -> list[YearStep]:
    """What is still to be done by a day that has not passed, the nearest first. Visit and report have a day on the line
    by which they should be; here they stand once it is certain, as the rooms tell it.
    """
    certain = (one for one in steps if one.code not in UNCERTAIN)
    return sorted((one for one in certain if one.on and one.on >= today and one.state != "done"), key=attrgetter("on"))


def expected(steps: Sequence[YearStep], ahead: Sequence[YearStep], today: date, ends_on: date) -> list[YearStep]:
    """Visit and report while only the day is known by which they should be: said so. A step whose next day is one on
    the way to it, such as the last day for facts, which stands by itself, is expected by the end of its year.
    """
    certain, on_the_way = {one.settles for one in ahead}, {(one.within, one.on) for one in ahead}
    uncertain = [one for one in steps if one.code in UNCERTAIN - certain and one.on and one.state != "done"]
    dated = [replace(one, on=ends_on) if (one.code, one.on) in on_the_way else one for one in uncertain]
    return [
        replace(one, label=_("%(step)s expected by %(day)s") % {"step": one.label, "day": short_date(one.on)})
        for one in dated
        if one.on and one.on >= today
    ]
