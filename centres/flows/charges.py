"""What each school owes for a Centre year, and who pays it (R11, R13, R28, R29)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from centres import conf
from centres.enums import ChargeState, MembershipState, PayerKind
from centres.flows import fees
from centres.models import CentreYear, Charge, FeeBand, Membership, Payer
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.money import as_fact, to_penny
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import remember
from schools.models import School

MONTHS_OF_A_YEAR = 12


def raise_for_year(year: CentreYear, *, by: User | None, at: datetime) -> list[Charge]:
    """One charge for each live member of a year that has just opened (R11, R13)."""
    live = Membership.objects.filter(centre=year.centre_id, state=MembershipState.LIVE).select_related("school")
    return _raise(year, list(live.order_by("pk")), months=MONTHS_OF_A_YEAR, by=by, at=at)


def raise_for_joining(membership: Membership, *, by: User | None, at: datetime) -> Charge | None:
    """The charge of a school that joins within a year; None while no year is open, whose opening raises it."""
    on = london_date(at)
    year = CentreYear.objects.filter(centre=membership.centre_id, opens_on__lte=on, closes_on__gte=on).first()
    if year is None or Charge.objects.filter(year=year, membership=membership).exists():
        return None
    return _raise(year, [membership], months=months_left(year, on), by=by, at=at)[0]


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
    scale, payers = fees.scale_on(london_date(at)), _payers_last_year(members)
    made = [_charge(year, one, scale, payers.get(one.pk), months, at) for one in members]
    for charge in Charge.objects.bulk_create(made):
        facts = {"year": year.pk, "school": charge.membership.school_id, "net": as_fact(charge.net), "months": months}
        remember(charge, "raise", by=by, at=at, to_state=charge.state, facts=facts)
    return made


def _charge(
    year: CentreYear, membership: Membership, scale: list[FeeBand], payer: int | None, months: int, at: datetime
) -> Charge:
    pupils = membership.school.pupils
    band = fees.band_in(scale, pupils)
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


@transaction.atomic
def add_payer(kind: str, name: str, *, by: User, at: datetime, **fields: Any) -> Payer:
    """A body that pays for several schools: a trust, a local authority, a partnership."""
    require(by, "centres.manage_payers", None)
    payer: Payer = Payer.objects.create(kind=kind, name=name, **fields)
    remember(payer, "add", by=by, at=at, facts={"kind": kind})
    return payer


def payer_of(school: School) -> Payer:
    """The school as the payer of its own charge, with its name and address as the register has them now."""
    lines = (school.street, school.locality, school.town, school.county, school.postcode)
    facts = {"kind": PayerKind.SCHOOL, "name": school.name, "address": "\n".join(line for line in lines if line)}
    payer, _is_new = Payer.objects.update_or_create(school=school, defaults=facts)
    found: Payer = payer
    return found
