"""Pounds and pence: read as people write them, rounded half up, once, here."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

PENNY = Decimal("0.01")
# ASCII digits alone: Python would take those of every script, and underscores, exponents and NaN besides.
PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")


class NotPounds(ValueError):
    """The text is no amount that everybody reads alike; the words say how to write it."""


def read_pounds(text: str) -> Decimal:
    """An amount as people write it: 1440, £1,440.00, 12.5. Blanks and a pound sign may stand before it.

    A comma stands only before exactly three digits: “12,50” is twelve and a half on half of the world's keyboards, and
    nobody knows which half typed it. Raises NotPounds.
    """
    bare = text.strip().removeprefix("£").strip()
    if PLAIN.fullmatch(bare) or GROUPED.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    shown = text.strip()
    if "," in bare:
        words = _("“%s” can be read in two ways. Write pounds and pence with a point, such as 12.50 or 1,440.00.")
    elif bare.startswith(("-", "−")):
        words = _("“%s” is below zero. Write an amount above zero, such as 12.50.")
    else:
        words = _("“%s” is no amount in pounds. Write it in figures with a point before the pence, such as 12.50.")
    raise NotPounds(words % shown)


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
