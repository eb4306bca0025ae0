"""The hour of consultancy: given when the payments are in, spent under lock, corrected by a counter-entry (R32-R36)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres import conf, emails
from centres.enums import EntryKind, GrantKind, MembershipState
from centres.models import (
    CallNote,
    CentreYear,
    Charge,
    ConsultancyAccount,
    ConsultancyCall,
    ConsultancyGrant,
    LedgerEntry,
)
from centres.models.consultancy import LONGEST_CALL
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import remember


def annual_payments_received(year: CentreYear) -> bool:
    """The policy of R32, here and nowhere else: every charge of a member that is not suspended, leaving or gone is
    paid, written off or waived, and there is one at least.
    """
    charges = Charge.objects.filter(year=year)
    counted = charges.filter(membership__state=MembershipState.LIVE)
    return counted.exists() and not charges.outstanding().exists()


def _locked(year: CentreYear) -> CentreYear:
    """Whatever gives or spends minutes of a year waits here for the one before it."""
    fresh: CentreYear = CentreYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    return fresh


def has_included(year: CentreYear) -> bool:
    """Whether the included hour of this year was given already."""
    return ConsultancyGrant.objects.filter(year=year, kind=GrantKind.INCLUDED).exists()


@transaction.atomic
def settle_included(year: CentreYear, *, by: User | None, at: datetime) -> ConsultancyGrant | None:
    """Give the included hour if the payments are in and it was not given yet; asked after every change that could
    complete them (R32).
    """
    fresh = _locked(year)
    if has_included(fresh) or not annual_payments_received(fresh):
        return None
    return _give_included(fresh, is_early=False, by=by, at=at)


@transaction.atomic
def release_early(year: CentreYear, *, reason: str, by: User, at: datetime) -> ConsultancyGrant:
    """Finance gives the included hour before the payments are in; they then give no second one (R32)."""
    fresh = _locked(year)
    require(by, "centres.release_hour", fresh)
    if not reason.strip():
        raise Refused(_("Write down why the hour is released before the payments are in."))
    if has_included(fresh):
        raise Refused(_("The included hour of this year has been given already."))
    return _give_included(fresh, is_early=True, by=by, at=at, reason=reason)


def _give_included(
    year: CentreYear, *, is_early: bool, by: User | None, at: datetime, reason: str = ""
) -> ConsultancyGrant:
    minutes = conf.included_minutes.get()
    grant: ConsultancyGrant = ConsultancyGrant.objects.create(
        year=year, kind=GrantKind.INCLUDED, minutes=minutes, is_early=is_early, given_at=at, given_by=by
    )
    LedgerEntry.objects.create(year=year, kind=EntryKind.GRANT, minutes=minutes, grant=grant, at=at, by=by)
    remember(grant, "give", by=by, at=at, reason=reason, facts={"year": year.pk, "minutes": minutes, "early": is_early})
    emails.hour_unlocked(year, minutes, at=at)
    return grant


def balance(year: CentreYear) -> int:
    """The minutes left; nothing before the first entry."""
    found = ConsultancyAccount.objects.filter(year=year).values_list("balance", flat=True).first()
    return found or 0


@transaction.atomic
def log_call(
    year: CentreYear,
    *,
    kind: str,
    held_on: date,
    minutes: int,
    with_whom: str,
    about: str,
    note: str = "",
    token: uuid.UUID | None = None,
    by: User,
    at: datetime,
) -> ConsultancyCall:
    """Log a call as it was; charge it up to what is left (R33). The same form sent twice is one call.

    Without the included hour nothing is charged, and the record is as true as any other.
    """
    fresh = _locked(year)
    require(by, "centres.log_call", fresh)
    token = token or uuid.uuid4()
    known: ConsultancyCall | None = ConsultancyCall.objects.filter(token=token, logged_by=by).first()
    if known:
        return known
    _require_day(fresh, held_on, london_date(at))
    if not 1 <= minutes <= LONGEST_CALL:
        raise Refused(_("Give the minutes that it took, from 1 to %d.") % LONGEST_CALL)
    call: ConsultancyCall = ConsultancyCall.objects.create(
        year=fresh,
        kind=kind,
        held_on=held_on,
        minutes=minutes,
        with_whom=with_whom,
        about=about,
        logged_at=at,
        logged_by=by,
        token=token,
    )
    if note.strip():
        CallNote.objects.create(call=call, text=note)
    charged = _spend(call, by=by, at=at)
    remember(call, "log", by=by, at=at, facts={"year": fresh.pk, "minutes": minutes, "charged": charged})
    return call


def _require_day(year: CentreYear, held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused(_("A call is logged once it has been held: this day is still to come."))
    if not year.holds(held_on):
        raise Refused(_("This day does not lie in %s of the Centre.") % str(year).lower())


def _spend(call: ConsultancyCall, *, by: User, at: datetime) -> int:
    """Charge the call up to the balance, which nobody else moves while the year is locked; the minutes charged."""
    charged = min(call.minutes, balance(call.year))
    if charged:
        LedgerEntry.objects.create(year=call.year, kind=EntryKind.SPEND, minutes=-charged, call=call, at=at, by=by)
    return charged


@transaction.atomic
def correct(entry: LedgerEntry, *, reason: str, by: User, at: datetime) -> LedgerEntry:
    """Take back what a call was charged by a counter-entry with a reason; nothing is edited (R36)."""
    fresh = _locked(entry.year)
    require(by, "centres.correct_entry", entry)
    if not reason.strip():
        raise Refused(_("Write down what was wrong."))
    if entry.kind != EntryKind.SPEND:
        raise Refused(_("Only the charge of a call is corrected here."))
    if LedgerEntry.objects.filter(counters=entry).exists():
        raise Refused(_("This entry has been corrected already."))
    made: LedgerEntry = LedgerEntry.objects.create(
        year=fresh, kind=EntryKind.CORRECTION, minutes=-entry.minutes, counters=entry, reason=reason, at=at, by=by
    )
    remember(made, "correct", by=by, at=at, facts={"entry": entry.pk, "minutes": made.minutes})
    return made
