"""The writing of all schools of a Centre is stopped, and allowed again (A3)."""

from datetime import datetime

from django.db import transaction

from centres.membership.models.centre import Centre
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import require
from schools import emails
from schools.flows import freeze as freezes


@transaction.atomic
def stop(centre: Centre, *, by: User, at: datetime, reason: str) -> CentreFreeze:
    """From the next request on nobody writes in the name of a school that stands in it; IQM does. Raises Refused."""
    require(by, "membership.freeze", centre)
    freeze = freezes.begin(CentreFreeze(centre=centre), by=by, at=at, reason=reason)
    _tell(freeze, reason=reason, at=at)
    return freeze


@transaction.atomic
def allow(centre: Centre, *, by: User, at: datetime, reason: str) -> CentreFreeze:
    """Its schools write again but where one is stopped by itself. Raises Refused when nothing stops them."""
    standing = CentreFreeze.objects.filter(centre=centre).standing().first()
    freeze = freezes.end(standing, by=by, at=at, reason=reason)
    freezes.give_back_days(_schools_of(freeze), freeze, by=by, at=at)
    _tell(freeze, reason=reason, at=at)
    return freeze


def _schools_of(freeze: CentreFreeze) -> list[int]:
    standing = Membership.objects.belonging().filter(centre=freeze.centre_id)
    return sorted(standing.values_list("school_id", flat=True))


def _tell(freeze: CentreFreeze, *, reason: str, at: datetime) -> None:
    schools = _schools_of(freeze)
    emails.writing_stopped(freeze, freeze.centre.name, schools, about=freeze.centre, reason=reason, at=at)
