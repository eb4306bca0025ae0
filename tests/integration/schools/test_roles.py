"""What a role at a school makes of a person there, somewhere, and at a school of others: told by hand (R5, R44)."""

import pytest

from schools import rules
from tests import scene
from tests.clock import NOW
from tests.factories.schools import SchoolFactory, SchoolRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44a")]

HERE = ("holds_role", "coordinates", "heads", "speaks_for", "manages_people", "sees")
SOMEWHERE = ("is_of_a_school", "coordinates_somewhere", "heads_somewhere", "speaks_somewhere")
OF_ANY = {"holds_role", "sees", "is_of_a_school"}
SPEAKS = OF_ANY | {"speaks_for", "manages_people", "speaks_somewhere"}
HELD = {
    "coordinator": SPEAKS | {"coordinates", "coordinates_somewhere"},
    "headteacher": SPEAKS | {"heads", "heads_somewhere"},
    "delegate": SPEAKS | {"heads", "heads_somewhere"},
    "contributor": OF_ANY,
    "finance": OF_ANY,
}


def held(user, school, names=(*HERE, *SOMEWHERE)) -> set[str]:
    return {name for name in names if getattr(rules, name)(user, school)}


@pytest.mark.parametrize("kind", HELD)
def test_role_makes_of_a_person_what_is_written(kind: str) -> None:
    role = SchoolRoleFactory(kind=kind)

    assert held(role.user, role.school) == HELD[kind]
    assert held(role.user, SchoolFactory()) == HELD[kind] & set(SOMEWHERE)


def test_ended_role_makes_nothing_of_a_person() -> None:
    role = SchoolRoleFactory(ended_at=NOW, ended_by=scene.person("Somebody"))

    assert held(role.user, role.school) == set()


def test_only_a_role_of_their_own_is_handed_over_and_only_a_coordinators() -> None:
    role, other = SchoolRoleFactory(), SchoolRoleFactory(kind="contributor")

    assert [rules.is_own_role(role.user, one) for one in (role, other)] == [True, False]
    assert [rules.hands_over(one.user, one) for one in (role, other)] == [True, False]
    assert not rules.hands_over(other.user, role)
