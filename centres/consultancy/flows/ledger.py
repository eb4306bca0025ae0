"""The included hour comes with the payments or is released early; a mistake gets a counter-entry (R32, R36)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.consultancy import conf
from centres.consultancy.conditions.ledger import annual_payments_received, has_included
from centres.consultancy.emails import ledger as emails
from centres.consultancy.enums import EntryKind, GrantKind
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


def locked(year: CentreYear) -> CentreYear:
    """Whatever gives or spends minutes of a year waits here for the one before it."""
    fresh: CentreYear = CentreYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    return fresh


@transaction.atomic
def settle_included(year: CentreYear, *, by: User | None, at: datetime) -> ConsultancyGrant | None:
    """Give the included hour if the payments are in and it was not given yet; asked after every change that could
    complete them (R32).
    """
    fresh = locked(year)
    if has_included(fresh) or not annual_payments_received(fresh):
        return None
    return _give_included(fresh, is_early=False, by=by, at=at)


@transaction.atomic
def release_early(year: CentreYear, *, reason: str, by: User, at: datetime) -> ConsultancyGrant:
    """Finance gives the included hour before the payments are in; they then give no second one (R32)."""
    fresh = locked(year)
    require(by, "consultancy.release_hour", fresh)
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
    record_event(
        grant, "give", by=by, at=at, reason=reason, facts={"year": year.pk, "minutes": minutes, "early": is_early}
    )
    emails.hour_unlocked(year, minutes, at=at)
    return grant


@transaction.atomic
def correct(entry: LedgerEntry, *, reason: str, by: User, at: datetime) -> LedgerEntry:
    """Take back what a call was charged by a counter-entry with a reason; nothing is edited (R36)."""
    fresh = locked(entry.year)
    require(by, "consultancy.correct_entry", entry)
    if not reason.strip():
        raise Refused(_("Write down what was wrong."))
    if entry.kind != EntryKind.SPEND:
        raise Refused(_("Only the charge of a call is corrected here."))
    if LedgerEntry.objects.filter(counters=entry).exists():
        raise Refused(_("This entry has been corrected already."))
    made: LedgerEntry = LedgerEntry.objects.create(
        year=fresh, kind=EntryKind.CORRECTION, minutes=-entry.minutes, counters=entry, reason=reason, at=at, by=by
    )
    record_event(made, "correct", by=by, at=at, facts={"entry": entry.pk, "minutes": made.minutes})
    return made
