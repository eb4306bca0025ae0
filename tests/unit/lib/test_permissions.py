"""Named permissions: declared once, asked by name, refused to whoever is signed out or deactivated."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from iqm_coe.lib import permissions
from iqm_coe.lib.errors import NotPermitted

ACTIVE = SimpleNamespace(is_authenticated=True, is_active=True)
DEACTIVATED = SimpleNamespace(is_authenticated=True, is_active=False)


def always(user: object, subject: object) -> bool:
    return True


def never(user: object, subject: object) -> bool:
    return False


@pytest.fixture(autouse=True)
def _own_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_declared", {})


@pytest.mark.parametrize(
    ("user", "allowed"), [(ACTIVE, True), (DEACTIVATED, False), (AnonymousUser(), False), (None, False)]
)
def test_may_asks_only_for_people_who_are_signed_in_and_active(user: object, allowed: bool) -> None:
    permissions.declare({"tests.always": always})
    assert permissions.may(user, "tests.always") is allowed


def test_may_gives_the_predicate_person_and_subject() -> None:
    permissions.declare({"tests.own": lambda user, subject: subject is user})
    assert permissions.may(ACTIVE, "tests.own", ACTIVE) is True
    assert permissions.may(ACTIVE, "tests.own", DEACTIVATED) is False


def test_may_of_an_unknown_permission_is_an_error() -> None:
    with pytest.raises(KeyError):
        permissions.may(ACTIVE, "tests.unheard_of")


def test_require_raises_for_whoever_may_not_and_is_silent_for_others() -> None:
    permissions.declare({"tests.always": always, "tests.never": never})
    assert permissions.require(ACTIVE, "tests.always") is None
    with pytest.raises(NotPermitted, match=r"tests\.never"):
        permissions.require(ACTIVE, "tests.never")


def test_declare_of_one_name_with_two_predicates_is_refused() -> None:
    permissions.declare({"tests.always": always})
    with pytest.raises(ValueError, match="declared twice"):
        permissions.declare({"tests.always": never})
    assert permissions.declared() == {"tests.always": always}


def test_declare_again_with_the_same_predicate_changes_nothing() -> None:
    permissions.declare({"tests.always": always})
    permissions.declare({"tests.always": always})
    assert permissions.declared() == {"tests.always": always}


def test_declared_gives_a_copy_that_nobody_can_add_to() -> None:
    permissions.declared()["tests.smuggled"] = always  # type: ignore[index]
    assert permissions.declared() == {}


@pytest.mark.parametrize(
    ("predicates", "holds"), [([never, never], False), ([never, always], True), ([always, never], True), ([], False)]
)
def test_anyone_of_holds_when_one_does(predicates: list, holds: bool) -> None:
    assert permissions.anyone_of(*predicates)(ACTIVE, None) is holds
