"""What must be true of identifiers and of an award's days."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.enums import Scheme

FIRST_YEAR, LAST_YEAR = 1990, 2199

PATTERNS = {
    Scheme.URN: r"[0-9]{6}",
    Scheme.LAESTAB: r"[0-9]{7}",
    Scheme.UKPRN: r"[0-9]{8}",
    Scheme.WALES: r"[0-9]{7}",
    Scheme.SCOTLAND: r"[0-9]{7}",
    Scheme.NORTHERN_IRELAND: r"[0-9]{3}-[0-9]{3,4}",
}


def validate_identifier(scheme: str, value: str) -> None:
    """The value must have the shape of its scheme (R3). Raises ValidationError."""
    if not re.fullmatch(PATTERNS[Scheme(scheme)], value):
        words = _("“%(value)s” is not a %(scheme)s: look at the number of digits.")
        raise ValidationError(words, params={"value": value, "scheme": Scheme(scheme).label})


def validate_period(valid_from: date, valid_until: date) -> None:
    """A period ends on or after the day it starts, both included (R1). Raises ValidationError."""
    if not FIRST_YEAR <= valid_from.year <= valid_until.year <= LAST_YEAR and valid_from <= valid_until:
        words = _("An award lies between the years %(first)d and %(last)d.")
        raise ValidationError(words, params={"first": FIRST_YEAR, "last": LAST_YEAR})
    if valid_until < valid_from:
        raise ValidationError(
            {"valid_until": _("The award ends before it starts. Check the two days: both belong to the period.")}
        )
