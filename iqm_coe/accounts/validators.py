"""What must be true of what a person types about themselves."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.link_words import NAMES_A_PLACE

LONG_ONES = Path(__file__).parent / "common_passwords.txt.gz"


class CommonPassword(CommonPasswordValidator):
    """Django's list and ours of longer ones as one rule, which is said once."""

    def __init__(self) -> None:
        super().__init__()
        self.passwords = self.passwords | CommonPasswordValidator(LONG_ONES).passwords


def validate_name(name: str) -> None:
    """A name stands in subjects and at the top of mails, where an address would be followed. Raises ValidationError."""
    if "@" in name or "//" in name or NAMES_A_PLACE.search(name):
        raise ValidationError(
            _("A name holds no web address and no email address, since it stands in mails to others. Write it alone.")
        )


def validate_time_zone(name: str) -> None:
    """The name must be one of the time-zone database. Raises ValidationError."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("“%(name)s” is not a time zone we know."), params={"name": name}) from error
