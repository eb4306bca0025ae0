"""A Centre of many schools, made at once; what is done with it is done by the flows."""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from centres.application.models.agreement import Agreement
from centres.membership.models.membership import Membership
from schools.models.award import Award
from schools.models.school import School
from tests import scene
from tests.clock import NOW


def ready(count: int) -> scene.Scene:
    """A Centre that is ready to be sent in, with so many schools."""
    there = scene.ready()
    more = count - Membership.objects.filter(centre=there.centre).count()
    schools = School.objects.bulk_create(School(name=f"School {number:03d}", pupils=100) for number in range(more))
    Award.objects.bulk_create(
        Award(
            school=school,
            kind="inclusive_school",
            awarded_on=date(2025, 9, 1),
            valid_from=date(2025, 9, 1),
            valid_until=date(2028, 8, 31),
            recorded_at=NOW,
        )
        for school in schools
    )
    joined = Membership.objects.bulk_create(
        Membership(centre=there.centre, school=school, joined_at=NOW) for school in schools
    )
    Agreement.objects.bulk_create(
        Agreement(
            membership=place,
            criterion=criterion,
            given_by=there.lead.head,
            given_name="A Head",
            capacity="headteacher",
            given_at=NOW,
        )
        for place in joined
        for criterion in ("C6", "C7")
    )
    return there


def submitted(count: int) -> scene.Scene:
    """With IQM."""
    return ready(count).send()


def active(count: int) -> scene.Scene:
    """Approved; each school has a number of pupils, and so a price."""
    return submitted(count).approve()


def asked_by(act: Callable[[scene.Scene], object], world: Callable[[int], scene.Scene], count: int) -> int:
    """How many statements the act takes in a world of so many schools; everything is taken back."""
    with transaction.atomic():
        there = world(count)
        with CaptureQueriesContext(connection) as caught:
            act(there)
        transaction.set_rollback(True)
    return len(caught)
