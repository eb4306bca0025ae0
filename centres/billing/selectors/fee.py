from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing import conf
from centres.billing.conditions import fee
from centres.billing.models.fee import FeeBand, VatRate
from iqm_coe.lib.money import in_pounds
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.templatetags.words import long_date
from schools.models.school import School


def price_list() -> dict[str, object]:
    """Every scale and rate there was, the newest first."""
    return {
        "bands": FeeBand.objects.select_related("set_by").order_by("-valid_from", "pupils_from"),
        "rates": VatRate.objects.select_related("set_by").order_by("-valid_from"),
    }


def scale_on(on: date) -> dict[str, object]:
    """The scale in force on a day, as the form for a new one begins with it."""
    bands = FeeBand.objects.on(on).order_by("pupils_from")
    filled: dict[str, object] = {}
    for number, band in enumerate(bands, start=1):
        filled |= {f"pupils_to_{number}": band.pupils_to, f"amount_{number}": band.amount}
    return filled


def fee_in_words(school: School, on: date) -> str:
    """What a Centre year costs this school by the prices of this day, which are those of nobody else (R28, R44)."""
    if not school.pupils:
        return _("No price is set for your school: it follows from the number of pupils, which is not known here.")
    scale, vat = per_request(("prices", on), lambda: (fee.scale_on(on), VatRate.objects.on(on).first()))
    band = fee.band_in(scale, school.pupils)
    if band is None or band.amount is None:
        words = _(
            "No price is set for a school of %(pupils)d pupils: IQM sets it for your school, and you read it first."
        )
        return words % {"pupils": school.pupils}
    facts = {"net": in_pounds(band.amount), "pupils": school.pupils, "day": long_date(on)}
    if vat is None:
        return _("A Centre year costs %(net)s without VAT for %(pupils)d pupils, by the prices of %(day)s.") % facts
    words = _(
        "A Centre year costs %(net)s and %(rate)s VAT, %(gross)s in all, for %(pupils)d pupils, by the prices of "
        "%(day)s."
    )
    gross = band.amount + fee.vat_of(band.amount, vat.rate)
    return words % {**facts, "rate": vat, "gross": in_pounds(gross)}


def payment_in_words() -> str:
    """When a year is paid, and for how much of it a school that joins later pays (R13, R29)."""
    days, expected = conf.invoice_days.get(), conf.expected_days.get()
    due = ngettext(
        "An invoice is due %(days)d day after it was issued; the payment is expected %(expected)s.",
        "An invoice is due %(days)d days after it was issued; the payment is expected %(expected)s.",
        days,
    )
    within = ngettext("within %d day of the opening of the year", "within %d days of the opening of the year", expected)
    by = within % expected if expected else _("on the day on which the year opens")
    part = _("A school that joins within a year pays for the whole months that are left.")
    whole = _("A school that joins within a year pays for all of it.")
    later = part if conf.pro_rata.get() else whole
    return f"{due % {'days': days, 'expected': by}} {later}"
