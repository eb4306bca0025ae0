"""Accrediting assessors: periods that never overlap, by the office, never one's own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from reviews.visits.flows import assessor
from reviews.visits.models.assessor import Accreditation
from reviews.visits.selectors import assessor as selectors
from schools.models.school import LocalAuthority
from tests.clock import NOW, TODAY, days
from tests.factories.centres import CentreFactory
from tests.factories.reviews import VisitFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return iqm_person("Sam", "staff")


@pytest.fixture
def asha():
    return iqm_person("Asha", "assessor")


def accredit(who, by, first, last):
    period = {"valid_from": TODAY + days(first), "valid_until": TODAY + days(last)}
    return assessor.accredit(who, **period, training="Two days in June 2026", by=by, at=NOW)


@pytest.mark.rule("R19a")
def test_both_days_belong_to_the_accreditation(staff, asha):
    made = accredit(asha, staff, 0, 10)

    standing = {offset: made.holds(TODAY + days(offset)) for offset in (-1, 0, 10, 11)}
    current = {offset for offset in (-1, 0, 10, 11) if asha.accreditations.current(TODAY + days(offset)).exists()}

    assert standing == {-1: False, 0: True, 10: True, 11: False}
    assert current == {0, 10}
    assert Event.objects.of(made).get().facts == {
        "person": asha.pk,
        "valid_from": "2026-11-23",
        "valid_until": "2026-12-03",
    }


@pytest.mark.rule("R19a")
def test_an_overlap_names_the_period_in_the_way(staff, asha):
    accredit(asha, staff, 0, 10)

    with pytest.raises(Refused, match="Monday 23 November 2026 to Thursday 3 December 2026"):
        accredit(asha, staff, 10, 20)

    assert Accreditation.objects.count() == 1
    accredit(asha, staff, 11, 20)
    accredit(iqm_person("Ben", "assessor"), staff, 0, 10)
    assert Accreditation.objects.count() == 3


@pytest.mark.rule("R19a")
def test_the_database_refuses_an_overlap(staff, asha):
    made = accredit(asha, staff, 0, 10)
    made.pk, made.valid_from = None, made.valid_from + timedelta(days=3)

    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        made.save()


@pytest.mark.rule("R19a")
def test_a_withdrawn_accreditation_frees_its_days_and_stays(staff, asha):
    made = accredit(asha, staff, 0, 10)

    assessor.withdraw(made, reason="Recorded for the wrong person.", by=staff, at=NOW)

    assert not asha.accreditations.current(TODAY).exists()
    accredit(asha, staff, 0, 10)
    assert Accreditation.objects.count() == 2
    with pytest.raises(Refused, match="already"):
        assessor.withdraw(made, reason="Again.", by=staff, at=NOW)


@pytest.mark.rule("R19a")
def test_only_an_assessor_is_accredited(staff):
    with pytest.raises(Refused, match="does not hold the role"):
        accredit(person("Nobody"), staff, 0, 10)


def test_a_period_does_not_end_before_it_begins(staff, asha):
    with pytest.raises(Refused, match="before it begins"):
        accredit(asha, staff, 5, 4)


@pytest.mark.rule("R48e")
def test_nobody_accredits_themselves(staff, asha):
    both = iqm_person("Both", "staff")
    both.iqm_role_set.create(kind="assessor", granted_at=NOW)

    for by, who in ((both, both), (asha, asha), (iqm_person("Fay", "finance"), asha)):
        with pytest.raises(NotPermitted):
            accredit(who, by, 0, 10)

    assert Accreditation.objects.count() == 0


def standing_of(on) -> dict[str, tuple[str, object]]:
    return {one.name: (one.accreditation, one.until) for one in selectors.assessors(on)}


@pytest.mark.rule("R19h")
@pytest.mark.parametrize(("offset", "standing"), [(-1, "ahead"), (0, "current"), (10, "current"), (11, "ended")])
def test_list_says_how_each_assessor_is_accredited_on_the_day(staff, asha, offset, standing):
    iqm_person("Ben", "assessor")
    accredit(asha, staff, 0, 10)

    told = standing_of(TODAY + days(offset))

    assert told == {
        "Asha": (standing, TODAY + days(10) if standing == "current" else None),
        "Ben": ("never", None),
    }


@pytest.mark.rule("R19h")
def test_withdrawn_accreditation_counts_for_nothing_in_the_list(staff, asha):
    made = accredit(asha, staff, 0, 10)
    assessor.withdraw(made, reason="By mistake.", by=staff, at=NOW)

    assert standing_of(TODAY) == {"Asha": ("never", None)}


@pytest.mark.rule("R19h")
def test_list_counts_visits_of_years_that_run_and_names_the_authorities_of_own_schools(staff, asha):
    year = CentreYear.objects.create(centre=CentreFactory(), number=1, opens_on=TODAY, closes_on=TODAY + days(364))
    over = CentreYear.objects.create(
        centre=CentreFactory(), number=1, opens_on=TODAY - days(365), closes_on=TODAY - days(1)
    )
    VisitFactory(assessor=asha, year=year)
    VisitFactory(assessor=asha, year=year, state="cancelled")
    VisitFactory(assessor=asha, year=over)
    leeds = LocalAuthority.objects.create(code="383", name="Leeds")
    for _each in range(2):
        SchoolRoleFactory(user=asha, school=SchoolFactory(local_authority=leeds))
    york = LocalAuthority.objects.create(code="816", name="York")
    SchoolRoleFactory(user=asha, school=SchoolFactory(local_authority=york), ended_at=NOW, ended_by=staff)

    row = selectors.assessors(TODAY).get()

    assert (row.load, row.areas) == (1, "Leeds")
