"""What must be true of identifiers and of an award's days."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.enums import Scheme

PATTERNS = {
    Scheme.URN: r"\d{6}",
    Scheme.LAESTAB: r"\d{7}",
    Scheme.UKPRN: r"\d{8}",
    Scheme.WALES: r"\d{7}",
    Scheme.SCOTLAND: r"\d{7}",
    Scheme.NORTHERN_IRELAND: r"\d{3}-\d{3,4}",
}


def validate_identifier(scheme: str, value: str) -> None:
    """The value must have the shape of its scheme (R3). Raises ValidationError."""
    if not re.fullmatch(PATTERNS[Scheme(scheme)], value):
        words = _("“%(value)s” is not a %(scheme)s: look at the number of digits.")
        raise ValidationError(words, params={"value": value, "scheme": Scheme(scheme).label})


def validate_period(valid_from: date, valid_until: date) -> None:
    """A period ends on or after the day it starts, both included (R1). Raises ValidationError."""
    if valid_until < valid_from:
        raise ValidationError(
            {"valid_until": _("The award ends before it starts. Check the two days: both belong to the period.")}
        )
