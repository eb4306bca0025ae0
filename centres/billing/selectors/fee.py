from datetime import date

from centres.billing.models.fee import FeeBand, VatRate


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
