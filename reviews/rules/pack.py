"""Who may ask for a review pack."""

from typing import Any

from centres.enums import CentreAccessKind
from centres.models import CentreAccess, Membership
from iqm_coe.accounts.rules import is_administrator, is_staff
from iqm_coe.lib.permissions import anyone_of, declare
from schools.enums import SPEAKERS
from schools.models import SchoolRole


def speaks_in_centre(user: Any, subject: Any) -> bool:
    """Speaks for a school that stands in the Centre of the year."""
    schools = Membership.objects.belonging().filter(centre=subject.centre_id).values("school")
    return bool(SchoolRole.objects.held_by(user, *SPEAKERS).filter(school__in=schools).exists())


def advises(user: Any, subject: Any) -> bool:
    """Is the Centre's adviser now."""
    access = CentreAccess.objects.live().filter(user=user, centre=subject.centre_id, kind=CentreAccessKind.ADVISER)
    return bool(access.exists())


PERMISSIONS = declare({"reviews.ask_pack": anyone_of(is_staff, is_administrator, speaks_in_centre, advises)})
