"""The home of somebody of a school: each running year with its line and its next days, and each Centre of which none
runs, with how it comes to one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centres.application.enums import ApplicationState
from centres.application.models.application import Application
from centres.application.querysets.application import CHANGES_BY
from centres.application.selectors.application import forming_steps
from centres.membership.querysets.centre import centres_joined_by
from centres.year.models.year import CentreYear
from centres.year.selectors.year import lines_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.year_line import YearStep, days_ahead
from schools.enums import SPEAKERS

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_YEARS, NEXT = 6, 3
UNCERTAIN = {"visit", "report"}


@dataclass(frozen=True)
class MyYear:
    """One year of one of their Centres."""

    year: CentreYear
    steps: Sequence[YearStep]
    days: Sequence[YearStep]  # to come, the nearest first
    panels: Sequence[Panel]
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
    """What runs of theirs, and what does not yet; `is_more` where there is more than is shown."""

    years: Sequence[MyYear]
    centres: Sequence[Forming]
    is_more: bool


def mine_of(user: User, today: date) -> Mine:
    """The years that run, and the Centres without one: the first few of each."""
    joined = centres_joined_by(user, *SPEAKERS)
    if not joined:
        return Mine([], [], is_more=False)
    running = _running(user, today)
    waiting = joined - {year.centre_id for year in running}
    forming = [_forming(one, today) for one in _without_year(user, tuple(sorted(waiting)))] if waiting else []
    is_more = max(len(running), len(forming)) > MOST_YEARS
    return Mine(_years(running[:MOST_YEARS], user, today), forming[:MOST_YEARS], is_more=is_more)


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


def my_years(user: User, today: date) -> list[MyYear]:
    """The running years of the Centres for whose schools this person speaks, the first few; each is read through their
    own rights, as on the page of the year.
    """
    if not centres_joined_by(user, *SPEAKERS):
        return []
    return _years(_running(user, today)[:MOST_YEARS], user, today)


def _years(shown: Sequence[CentreYear], user: User, today: date) -> list[MyYear]:
    lines, ahead = lines_of(shown, user, today), days_ahead(user, [year.pk for year in shown], today)
    return [_told(year, lines[year.pk], ahead[year.pk], user, today) for year in shown]


@kept("on")
def _running(user: User, on: date) -> QuerySet[CentreYear]:
    own = CentreYear.objects.visible_to(user).open_on(on).filter(centre__in=centres_joined_by(user, *SPEAKERS))
    years = own.order_by("opens_on", "pk")
    return only_columns(years, "centre__name", "centre__state", "centre__lead_school", "centre__started_at")


def _told(year: CentreYear, steps: Sequence[YearStep], ahead: Sequence[YearStep], user: User, today: date) -> MyYear:
    days = sorted(
        [*coming([*steps, *ahead], today), *expected(steps, ahead, today, year.closes_on)], key=attrgetter("on")
    )
    return MyYear(year, steps, days, panels_for("my_year", user, year, today), days[:NEXT])


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
