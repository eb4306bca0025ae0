"""What a role at IQM makes of a person, told by hand (R5, R44)."""

import pytest

from iqm_coe.accounts import rules
from tests.scene import iqm_person, person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44a")]

NAMES = ("is_staff", "is_administrator", "is_finance", "is_adviser", "is_assessor", "is_office", "anybody")
HELD = {
    "staff": {"is_staff", "is_office"},
    "administrator": {"is_administrator", "is_office"},
    "finance": {"is_finance"},
    "adviser": {"is_adviser"},
    "assessor": {"is_assessor"},
}


def held(user) -> set[str]:
    return {name for name in NAMES if getattr(rules, name)(user, None)}


@pytest.mark.parametrize("kind", HELD)
def test_role_makes_of_a_person_what_is_written(kind: str) -> None:
    assert held(iqm_person("Ruth", kind)) == HELD[kind] | {"anybody"}


def test_person_without_a_role_at_iqm_is_anybody() -> None:
    assert held(person("Nobody")) == {"anybody"}
