"""Who pays: a school for itself, or a body for several (R29)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.billing.enums import PayerKind
from centres.billing.models.payer import Payer
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools.models.school import School


@transaction.atomic
def add(kind: str, name: str, *, by: User, at: datetime, **fields: object) -> Payer:
    """A body that pays for several schools: a trust, a local authority, a partnership.

    Raises Refused when a body of that name is there already, however it is written.
    """
    require(by, "billing.manage_payers", None)
    known = Payer.objects.exclude(kind=PayerKind.SCHOOL).filter(name__reads_as=name).first()
    if known:
        raise Refused(_("%s is in the list of payers already.") % known.name)
    payer: Payer = Payer.objects.create(kind=kind, name=name, **fields)
    record_event(payer, "add", by=by, at=at, facts={"kind": kind})
    return payer


def payers_of(schools: Sequence[School]) -> dict[int | None, Payer]:
    """By its key, each school as the payer of its own charge, with its name and address as the register has them."""
    made: list[Payer] = Payer.objects.bulk_create(
        (
            Payer(kind=PayerKind.SCHOOL, school=school, name=school.name, address=_address(school))
            for school in sorted(schools, key=lambda school: school.pk)
        ),
        update_conflicts=True,
        unique_fields=["school"],
        update_fields=["kind", "name", "address"],
    )
    return {payer.school_id: payer for payer in made}


def _address(school: School) -> str:
    lines = (school.street, school.locality, school.town, school.county, school.postcode)
    return "\n".join(line for line in lines if line)
