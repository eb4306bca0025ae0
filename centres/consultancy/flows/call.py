"""A call is recorded as long as it was, and charged up to the balance, under the lock of its year (R33)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.consultancy.conditions.ledger import balance
from centres.consultancy.enums import EntryKind
from centres.consultancy.flows.ledger import locked
from centres.consultancy.models.call import LONGEST_CALL, CallNote, ConsultancyCall
from centres.consultancy.models.ledger import LedgerEntry
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def log(
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
    fresh = locked(year)
    require(by, "consultancy.log_call", fresh)
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
    record_event(call, "log", by=by, at=at, facts={"year": fresh.pk, "minutes": minutes, "charged": charged})
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
