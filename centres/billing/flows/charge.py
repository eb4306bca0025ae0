"""What each school owes for a Centre year: raised, priced, waived (R11, R13, R28, R29)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from centres.billing import conf, signals
from centres.billing.conditions import fee
from centres.billing.enums import ChargeState
from centres.billing.flows import fee as fee_flows
from centres.billing.models.charge import Charge
from centres.billing.models.fee import FeeBand
from centres.membership.enums import MembershipState
from centres.membership.models.membership import Membership
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import as_fact, to_penny
from iqm_coe.lib.transitions import Happening, advance, record_events

MONTHS_OF_A_YEAR = 12


def raise_for_year(year: CentreYear, *, by: User | None, at: datetime) -> list[Charge]:
    """One charge for each live member of a year that has just opened (R11, R13)."""
    live = Membership.objects.filter(centre=year.centre_id, state=MembershipState.LIVE).select_related("school")
    return _raise(year, list(live.order_by("pk")), months=MONTHS_OF_A_YEAR, by=by, at=at)


def raise_for_joining(memberships: list[Membership], *, by: User | None, at: datetime) -> list[Charge]:
    """The charges of schools of one Centre that join within a year; none while no year is open, whose opening raises
    them.
    """
    on = london_date(at)
    open_years = CentreYear.objects.filter(centre__in={one.centre_id for one in memberships})
    year = open_years.filter(opens_on__lte=on, closes_on__gte=on).first()
    if year is None:
        return []
    charged = set(Charge.objects.filter(year=year, membership__in=memberships).values_list("membership", flat=True))
    joining = Membership.objects.filter(pk__in=[one.pk for one in memberships]).exclude(pk__in=charged)
    members = list(joining.select_related("school").order_by("pk"))
    return _raise(year, members, months=months_left(year, on), by=by, at=at)


def months_left(year: CentreYear, on: date) -> int:
    """The whole months from this day to the end of the year, one at least; all twelve where pro rata is off."""
    if not conf.pro_rata.get():
        return MONTHS_OF_A_YEAR
    after = year.closes_on + timedelta(days=1)
    whole = (after.year - on.year) * MONTHS_OF_A_YEAR + after.month - on.month - (after.day < on.day)
    return min(max(whole, 1), MONTHS_OF_A_YEAR)


def _raise(year: CentreYear, members: list[Membership], *, months: int, by: User | None, at: datetime) -> list[Charge]:
    """Stamp band, pupils and price as they are now; the same few questions for two schools as for five hundred.

    Where there is no price finance sets it: never a reason to stop.
    """
    scale, payers = fee.scale_on(london_date(at)), _payers_last_year(members)
    made = [_charge(year, membership, scale, payers.get(membership.pk), months, at) for membership in members]
    raised: list[Charge] = Charge.objects.bulk_create(made)
    record_events([_raised(charge, by=by, at=at) for charge in raised])
    return raised


def _raised(charge: Charge, *, by: User | None, at: datetime) -> Happening:
    facts = {"year": charge.year_id, "school": charge.membership.school_id}
    told = {**facts, "net": as_fact(charge.net), "months": charge.months}
    return Happening(charge, "raise", by, at, to_state=charge.state, facts=told)


def _charge(
    year: CentreYear, membership: Membership, scale: list[FeeBand], payer: int | None, months: int, at: datetime
) -> Charge:
    pupils = membership.school.pupils
    band = fee.band_in(scale, pupils)
    net = _part_of_year(band, months)
    return Charge(
        year=year,
        membership=membership,
        state=ChargeState.OPEN if net else ChargeState.TO_PRICE,
        net=net,
        band=band,
        pupils=pupils,
        months=months,
        payer_id=payer,
        reference=f"IQM-C{year.centre_id}-Y{year.number}-S{membership.school_id}",
        raised_at=at,
    )


def _part_of_year(band: FeeBand | None, months: int) -> Decimal | None:
    """The band's amount for so many months, to the nearest penny."""
    if band is None or band.amount is None:
        return None
    return to_penny(band.amount * months / MONTHS_OF_A_YEAR)


def _payers_last_year(members: list[Membership]) -> dict[int, int | None]:
    """Who paid for each school last goes on paying."""
    last = Charge.objects.filter(membership__in=members).order_by("year__number")
    return dict(last.values_list("membership", "payer"))


def price(charge: Charge, amount: Decimal, *, by: User, at: datetime) -> Charge:
    """Finance sets the price in pounds without VAT, also again while no invoice stands."""
    if amount <= 0:
        raise Refused(_("Give an amount above zero, or waive the payment with a reason."))
    fee_flows.require_affordable(amount)
    return advance(charge, "price", by=by, at=at, facts={"net": str(amount)}, net=amount)


@transaction.atomic
def waive(charge: Charge, *, reason: str, by: User, at: datetime) -> Charge:
    """The school pays nothing this year. The hour of the Centre no longer waits for it (R29, R32)."""
    if not reason.strip():
        raise Refused(_("Write down why the payment is waived."))
    waived = advance(charge, "waive", by=by, at=at, reason=reason, waived_at=at)
    signals.payments_changed.send(sender=CentreYear, year=waived.year, by=by, at=at)
    return waived
