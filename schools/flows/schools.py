"""Schools that no register brings: added by the office."""

from datetime import datetime

from django.db import transaction

from iqm_coe.accounts.models import User
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import remember
from schools.models import School


@transaction.atomic
def add(*, name: str, town: str, country: str, phase: str, pupils: int | None, by: User, at: datetime) -> School:
    """Add a school that has no number in a register, such as one abroad."""
    require(by, "schools.add_school", None)
    school: School = School.objects.create(name=name, town=town, country=country, phase=phase, pupils=pupils)
    remember(school, "add", by=by, at=at)
    return school
