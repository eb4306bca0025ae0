from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing.conditions.charge import charge_is_settled
from centres.billing.models.charge import Charge
from centres.consultancy.enums import GrantKind
from centres.consultancy.models.call import CallNote, ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.membership.enums import MembershipState
from centres.membership.models.access import CentreAccess
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.permissions import may

HOURS_SHOWN = 8


@dataclass(frozen=True)
class Hour:
    """What is left of a year's consultancy, and why nothing is there yet."""

    year: CentreYear
    left: int
    is_given: bool
    waits_for: str
    adviser: User | None


def hour_of(year: CentreYear) -> Hour:
    """The minutes left and the adviser; while the hour is not given, how many payments it waits for."""
    included = ConsultancyGrant.objects.filter(year=OuterRef("pk"), kind=GrantKind.INCLUDED)
    account = CentreYear.objects.filter(pk=year.pk).values_list("consultancy__balance", Exists(included))
    left, is_given = account.get()
    access = CentreAccess.objects.adviser_of(year.centre_id)
    return Hour(
        year=year,
        left=left or 0,
        is_given=is_given,
        waits_for="" if is_given else _waits_for(year),
        adviser=access.user if access else None,
    )


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


def hours_that_wait(today: date) -> list[dict[str, object]]:
    """Hours of the running years that are not given yet, each with what it waits for."""
    given = ConsultancyGrant.objects.filter(year=OuterRef("pk"), kind=GrantKind.INCLUDED)
    counted = Q(charges__membership__state=MembershipState.LIVE)
    settled = counted & charge_is_settled("charges")
    years = CentreYear.objects.open_on(today).filter(~Exists(given)).select_related("centre")
    years = years.annotate(members=Count("charges", filter=counted), settled=Count("charges", filter=settled))
    return [
        {"year": year, "why": _why(year.settled, year.members)}
        for year in years.order_by("opens_on", "pk")[:HOURS_SHOWN]
    ]


def _why(settled: int, members: int) -> str:
    words = ngettext("%(n)d of %(all)d school has paid", "%(n)d of %(all)d schools have paid", members)
    return words % {"n": settled, "all": members} if members else _("No annual payment is raised")


COUNTERED = ("counters__call__with_whom", "counters__call__held_on")


@dataclass(frozen=True)
class LedgerPage:
    """Every call and every movement of minutes of a year."""

    hour: Hour
    calls: list[dict[str, object]]
    entries: list[LedgerEntry]
    can_log: bool
    can_release: bool


def ledger_page(year: CentreYear, user: User) -> LedgerPage:
    """Calls with what they were charged; a private note only for the adviser who wrote it."""
    hour = hour_of(year)
    shown = ("grant__kind", "grant__is_early", "call__with_whom", "call__held_on", "by__name", *COUNTERED)
    entries = list(only_columns(LedgerEntry.objects.visible_to(user).filter(year=year), *shown))
    return LedgerPage(
        hour=hour,
        calls=_calls(year, user, entries),
        entries=entries,
        can_log=may(user, "consultancy.log_call", year),
        can_release=not hour.is_given and may(user, "consultancy.release_hour", year),
    )


def _calls(year: CentreYear, user: User, entries: list[LedgerEntry]) -> list[dict[str, object]]:
    """Newest first: the true minutes, the charged ones, whether they were taken back."""
    calls = only_columns(ConsultancyCall.objects.visible_to(user).filter(year=year), "logged_by__name")
    notes = dict(CallNote.objects.visible_to(user).filter(call__year=year).values_list("call", "text"))
    charges = {entry.call_id: entry for entry in entries if entry.call_id}
    countered = {entry.counters_id for entry in entries}
    can_correct = may(user, "consultancy.correct_entry", LedgerEntry(year=year))
    rows: list[dict[str, object]] = []
    for call in calls.order_by("-held_on", "-pk"):
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
