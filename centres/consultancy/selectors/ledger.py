from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing.conditions.charge import charge_is_settled
from centres.billing.models.charge import Charge
from centres.consultancy.enums import GrantKind
from centres.consultancy.models.call import CallNote, ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.consultancy.querysets.ledger import sees_log
from centres.membership.enums import MembershipState
from centres.membership.querysets.access import advisers_told
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

HOURS_SHOWN = 8


class Settled(TypedDict):
    """Of the annual payments of a year: how many there are, and how many of them are in; and how many years wait."""

    members: int
    settled: int
    of_all: int


@dataclass(frozen=True)
class Hour:
    """What is left of a year's consultancy, and why nothing is there yet."""

    year: CentreYear
    left: int
    is_given: bool
    waits_for: str
    adviser: User | None
    is_over: bool  # with its year: what is left is used no more


def hour_of(year: CentreYear, on: date) -> Hour:
    """The minutes left and the adviser; while the hour is not given, how many payments it waits for."""
    ((left, is_given),) = _account(year.pk)
    access = next(iter(advisers_told(year.centre_id)), None)
    return Hour(
        year=year,
        left=left or 0,
        is_given=is_given,
        waits_for="" if is_given else _waits_for(year),
        adviser=access.user if access else None,
        is_over=on > year.closes_on,
    )


@kept("year")
def _account(year: int) -> QuerySet[CentreYear, tuple[int | None, bool]]:
    """One row: the minutes left, and whether the included hour is given."""
    included = ConsultancyGrant.objects.filter(year=OuterRef("pk"), kind=GrantKind.INCLUDED)
    return CentreYear.objects.filter(pk=year).values_list("consultancy__balance", Exists(included))


def _waits_for(year: CentreYear) -> str:
    """Why the hour is not there yet: a number. Whether a school has paid stands in a word on the year's page (R44)."""
    missing = Charge.objects.filter(year=year).outstanding().count()
    if not missing:
        return _("It is given once the annual payments are raised and received.")
    words = ngettext(
        "The hour is unlocked when the annual payments are in: %d school has not paid yet.",
        "The hour is unlocked when the annual payments are in: %d schools have not paid yet.",
        missing,
    )
    return words % missing


def hours_that_wait(today: date, *, is_whole: bool = False) -> list[dict[str, object]]:
    """Hours of the running years that are not given yet, each with what it waits for and how many there are `of_all`;
    the first few, unless they are wanted whole.
    """
    return [_waits(year) for year in _years_that_wait(today, None if is_whole else HOURS_SHOWN)]


def _waits(year: "WithAnnotations[CentreYear, Settled]") -> dict[str, object]:
    return {"year": year, "why": _why(year), "of_all": year.of_all}


@kept("today")
def _years_that_wait(today: date, number: int | None) -> "QuerySet[WithAnnotations[CentreYear, Settled]]":
    given = ConsultancyGrant.objects.filter(year=OuterRef("pk"), kind=GrantKind.INCLUDED)
    counted = Q(charges__membership__state=MembershipState.LIVE)
    settled = counted & charge_is_settled("charges")
    waiting = CentreYear.objects.open_on(today).filter(~Exists(given)).select_related("centre")
    told = waiting.annotate(members=Count("charges", filter=counted), settled=Count("charges", filter=settled))
    counted = told.annotate(of_all=Window(Count("pk")))
    years: QuerySet[WithAnnotations[CentreYear, Settled]] = counted.order_by("opens_on", "pk")[:number]
    return years


def _why(year: "WithAnnotations[CentreYear, Settled]") -> str:
    words = ngettext("%(n)d of %(all)d school has paid", "%(n)d of %(all)d schools have paid", year.members)
    return words % {"n": year.settled, "all": year.members} if year.members else _("No annual payment is raised")


COUNTERED = ("counters__call__with_whom", "counters__call__held_on")


@dataclass(frozen=True)
class LedgerPage:
    """Every call and every movement of minutes of a year."""

    hour: Hour
    calls: list[dict[str, object]]
    entries: list[LedgerEntry]
    can_log: bool
    can_release: bool


def ledger_page(year: CentreYear, user: User, on: date) -> LedgerPage:
    """Calls with what they were charged; a private note only for the adviser who wrote it."""
    hour = hour_of(year, on)
    entries = _entries(user, year.pk)
    return LedgerPage(
        hour=hour,
        calls=_calls(year, user, entries),
        entries=entries,
        can_log=may(user, "consultancy.log_call", year),
        can_release=not hour.is_given and may(user, "consultancy.release_hour", year),
    )


@kept("number")
def year_of_log(user: User, number: int) -> QuerySet[CentreYear]:
    """The year of this number, where this person reads its log."""
    return CentreYear.objects.filter(sees_log("centre_id", user), pk=number).select_related("centre")


@kept("year")
def _entries(user: User, year: int) -> QuerySet[LedgerEntry]:
    shown = ("grant__kind", "grant__is_early", "call__with_whom", "call__held_on", "by__name", *COUNTERED)
    return only_columns(LedgerEntry.objects.visible_to(user).filter(year=year), *shown)


@kept("year")
def _calls_of(user: User, year: int) -> QuerySet[ConsultancyCall]:
    """Newest first."""
    calls = ConsultancyCall.objects.visible_to(user).filter(year=year)
    return only_columns(calls, "logged_by__name").order_by("-held_on", "-pk")


@kept("year")
def _notes(user: User, year: int) -> QuerySet[CallNote, tuple[int, str]]:
    return CallNote.objects.visible_to(user).filter(call__year=year).values_list("call", "text")


def _calls(year: CentreYear, user: User, entries: list[LedgerEntry]) -> list[dict[str, object]]:
    """Newest first: the true minutes, the charged ones, whether they were taken back."""
    notes = dict(_notes(user, year.pk))
    charges = {entry.call_id: entry for entry in entries if entry.call_id}
    countered = {entry.counters_id for entry in entries}
    can_correct = may(user, "consultancy.correct_entry", LedgerEntry(year=year))
    rows: list[dict[str, object]] = []
    for call in _calls_of(user, year.pk):
        entry = charges.get(call.pk)
        is_taken_back = entry is not None and entry.pk in countered
        rows.append(
            {
                "call": call,
                "entry": entry,
                "charged": -entry.minutes if entry and not is_taken_back else 0,
                "is_taken_back": is_taken_back,
                "note": notes.get(call.pk, ""),
                "can_correct": can_correct and entry is not None and not is_taken_back,
            }
        )
    return rows
