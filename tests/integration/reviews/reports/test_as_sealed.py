"""Whether what stands there is what was sealed (R46d)."""

import pytest

from reviews.reports.conditions.seal import is_as_sealed
from tests import visits
from tests.clock import NOW
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46d")]
issued = world(visits.issued)


def test_content_has_the_hash_of_its_seal(issued):
    sealed = issued.report.sealed
    assert is_as_sealed(sealed)

    sealed.content += " "
    assert not is_as_sealed(sealed)


def test_content_that_is_gone_without_an_act_is_missed(issued):
    sealed = issued.report.sealed

    sealed.content, sealed.withdrawn_at = "", NOW

    assert not is_as_sealed(sealed)
