"""Prices in force from a day: fee bands and the rate of VAT; a day that has passed keeps its price (R28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from centres.billing.models.fee import FeeBand, VatRate
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date, years_later
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import as_fact
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date, money
from iqm_coe.lib.transitions import record_event

# Doubled by the highest rate of VAT it still fits a line of an invoice.
MOST = Decimal("999999.99")
YEARS_AHEAD = 2


@dataclass(frozen=True)
class Step:
    """One step of the scale: up to so many pupils (None: no limit), so many pounds (None: staff price it)."""

    pupils_to: int | None
    amount: Decimal | None


def require_affordable(amount: Decimal) -> None:
    """A price that an invoice can ask for."""
    if amount > MOST:
        raise Refused(_("A price is at most %s a year.") % money(MOST))


@transaction.atomic
def set_bands(steps: Sequence[Step], *, valid_from: date, by: User, at: datetime) -> list[FeeBand]:
    """Put a new scale in force from a day that has not passed; charges raised before keep their price."""
    require(by, "billing.set_prices", None)
    _require_scale(steps)
    _make_way(FeeBand, valid_from, by=by, at=at)
    made, lowest = [], 1
    for step in steps:
        band: FeeBand = FeeBand.objects.create(
            valid_from=valid_from, pupils_from=lowest, pupils_to=step.pupils_to, amount=step.amount, set_by=by
        )
        facts = {"from": valid_from.isoformat(), "pupils_to": step.pupils_to, "amount": as_fact(step.amount)}
        record_event(band, "set", by=by, at=at, facts=facts)
        made.append(band)
        lowest = (step.pupils_to or 0) + 1
    return made


def _require_scale(steps: Sequence[Step]) -> None:
    """Each step ends above the one before, and only the last has no end."""
    ends = [step.pupils_to for step in steps]
    limits = [end for end in ends[:-1] if end is not None]
    if not ends or ends[-1] is not None or len(limits) < len(ends) - 1:
        raise Refused(_("Give every step but the last its greatest number of pupils, and leave the last one open."))
    if limits != sorted(set(limits)):
        raise Refused(_("Each step must end at more pupils than the one before."))
    for step in steps:
        require_affordable(step.amount or Decimal(0))


@transaction.atomic
def set_vat(rate: Decimal, *, valid_from: date, by: User, at: datetime) -> VatRate:
    """Put a new rate of VAT in force from a day that has not passed."""
    require(by, "billing.set_prices", None)
    _make_way(VatRate, valid_from, by=by, at=at)
    made: VatRate = VatRate.objects.create(valid_from=valid_from, rate=rate, set_by=by)
    record_event(made, "set", by=by, at=at, facts={"from": valid_from.isoformat(), "rate": str(rate)})
    return made


def _make_way(model: type[FeeBand] | type[VatRate], valid_from: date, *, by: User, at: datetime) -> None:
    """Withdraw prices of this day or later that have not begun, and end what is in force the day before.

    Nothing can have been raised at a price that has not begun. Raises Refused for a day that is no day for prices.
    """
    today = london_date(at)
    _require_day(valid_from, today)
    standing = model.objects.select_for_update(of=("self",)).exclude(valid_until__lt=valid_from)
    for one in standing.order_by("pk"):
        if one.valid_from < valid_from:
            one.valid_until = valid_from - timedelta(days=1)
            one.save(update_fields=["valid_until"])
        elif one.valid_from > today:
            record_event(one, "withdraw", by=by, at=at, facts={"from": one.valid_from.isoformat()})
            one.delete()
        else:
            raise Refused(_("Prices from %s are set already. Choose a later day.") % long_date(today))


def _require_day(valid_from: date, today: date) -> None:
    """From today to two years ahead: a day further off is a slip of the pen."""
    if valid_from < today:
        raise Refused(_("New prices begin today or later: a day that has passed keeps its price."))
    last = years_later(today, YEARS_AHEAD)
    if valid_from > last:
        raise Refused(_("Prices are set at most two years ahead, until %s. Look at the year.") % long_date(last))
