"""Schools that no register of ours brings: added by the office."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools.models.school import Identifier, School
from schools.validators import validate_identifier


@transaction.atomic
def add(
    *,
    name: str,
    town: str,
    country: str,
    phase: str,
    pupils: int | None,
    by: User,
    at: datetime,
    scheme: str = "",
    number: str = "",
) -> School:
    """Add a school, with its number where it has one (R3).

    Raises Refused when another school carries that number, or without one when a school of that name is there already.
    """
    require(by, "schools.add_school", None)
    known = None if scheme else School.objects.taken_for(name=name, town=town, country=country).first()
    if known:
        words = _(
            "%(name)s (%(place)s) is in the list already. If this is another school, give the number that it has."
        )
        raise Refused(words % {"name": known.name, "place": known.place})
    school: School = School.objects.create(name=name, town=town, country=country, phase=phase, pupils=pupils)
    if scheme:
        _number(school, scheme, number)
    record_event(school, "add", by=by, at=at, facts={"scheme": scheme, "number": number})
    return school


def _number(school: School, scheme: str, number: str) -> None:
    validate_identifier(scheme, number)
    try:
        with transaction.atomic():
            Identifier.objects.create(school=school, scheme=scheme, value=number)
    except IntegrityError as error:
        other = Identifier.objects.select_related("school").filter(scheme=scheme, value=number).exclude(school=school)
        holder = other.first()
        if holder is None:
            raise
        raise Refused(_("%s carries this number already. Nothing was changed.") % holder.school.name) from error
