"""Which price holds on a day: the band for a number of pupils, and the rate of VAT (R28)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from centres.billing.models.fee import FeeBand, VatRate
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import to_penny
from iqm_coe.lib.templatetags.words import long_date


def scale_on(on: date) -> list[FeeBand]:
    """The bands in force on a day."""
    return list(FeeBand.objects.on(on))


def band_in(scale: Iterable[FeeBand], pupils: int | None) -> FeeBand | None:
    """The band of a school with so many pupils (R28); None where the number is unknown or no band holds it."""
    if not pupils:
        return None
    return next((band for band in scale if _holds(band, pupils)), None)


def _holds(band: FeeBand, pupils: int) -> bool:
    return band.pupils_from <= pupils and (band.pupils_to is None or pupils <= band.pupils_to)


def vat_on(on: date) -> Decimal:
    """The rate of VAT in force on a day, in per cent. Raises Refused where none is set."""
    vat_rate = VatRate.objects.on(on).first()
    if vat_rate is None:
        raise Refused(_("No rate of VAT is set for %s. Set one under Prices first.") % long_date(on))
    rate: Decimal = vat_rate.rate
    return rate


def vat_of(net: Decimal, rate: Decimal) -> Decimal:
    """The VAT on an amount, rounded half up to the penny."""
    return to_penny(net * rate / 100)
