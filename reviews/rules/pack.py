"""Who may ask for a review pack."""

from typing import Any

from centres.enums import CentreAccessKind
from centres.querysets import centres_joined_by, centres_open_to
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import anyone_of, declare
from schools.enums import SPEAKERS


def speaks_in_centre(user: Any, subject: Any) -> bool:
    """Speaks for a school that stands in the Centre of the year."""
    return subject.centre_id in centres_joined_by(user, *SPEAKERS)


def advises(user: Any, subject: Any) -> bool:
    """Is the Centre's adviser now."""
    return subject.centre_id in centres_open_to(user, CentreAccessKind.ADVISER)


PERMISSIONS = declare({"reviews.ask_pack": anyone_of(is_office, speaks_in_centre, advises)})
