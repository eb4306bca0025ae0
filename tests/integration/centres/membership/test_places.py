"""What a page asks to know the Centres of a person's schools: one question; of the office mostly the roles alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.membership.querysets.centre import centres_of
from iqm_coe.lib.per_request import answered_per_request
from schools.querysets import schools_of
from tests import scene
from tests.factories.schools import SchoolRoleFactory

pytestmark = pytest.mark.django_db


def asked_of(user) -> tuple[int, frozenset[int]]:
    """How many questions after roles there are, and what they find."""
    with answered_per_request(), CaptureQueriesContext(connection) as captured:
        centres = centres_of(user)
        assert bool(schools_of(user)) is bool(centres)
    return len([one for one in captured if "schools_schoolrole" in one["sql"]]), centres


def test_places_bring_the_roles_along_and_who_works_at_iqm_is_asked_for_roles_first():
    played = scene.active()
    both = scene.iqm_person("Both", "staff")
    SchoolRoleFactory(user=both, school=played.lead.school, kind="contributor")

    assert asked_of(played.lead.coordinator) == (1, {played.centre.pk})
    assert asked_of(scene.iqm_person("Staff", "staff")) == (1, frozenset())
    assert asked_of(both) == (2, {played.centre.pk})
