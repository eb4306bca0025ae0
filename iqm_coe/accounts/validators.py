"""What must be true of what a person types about themselves."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """The name must be one of the time-zone database. Raises ValidationError."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("“%(name)s” is not a time zone we know."), params={"name": name}) from error
