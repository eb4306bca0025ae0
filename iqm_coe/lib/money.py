"""Pounds and pence: rounded half up, once, here."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def to_penny(amount: Decimal) -> Decimal:
    """To the nearest penny, half a penny up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def in_pounds(amount: Decimal | str | None) -> str:
    """Pounds and pence for people; nothing for nothing, a true minus sign below zero."""
    if amount is None or amount == "":
        return ""
    pounds = to_penny(Decimal(amount))
    return f"{'−' if pounds < 0 else ''}£{abs(pounds):,.2f}"


def as_fact(amount: Decimal | None) -> str:
    """As the trail keeps it."""
    return "" if amount is None else str(amount)
