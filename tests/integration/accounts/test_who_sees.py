"""Which rows of accounts somebody sees, asked of the rows themselves and not of a page (R44)."""

import pytest

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.sign_in import FailedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.transitions import record_event
from tests.clock import NOW
from tests.factories.accounts import FactorResetFactory, ProviderFactory, UserFactory
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44d")]


@pytest.fixture(name="people")
def _people() -> dict[str, User]:
    """An administrator, one of the staff, and somebody without a role, each with a row of their own of each kind."""
    people = {"ada": iqm_person("Ada", "administrator"), "sam": iqm_person("Sam", "staff"), "clara": UserFactory()}
    provider = ProviderFactory()
    for name, one in people.items():
        FactorResetFactory(person=one)
        ProviderLink.objects.create(user=one, provider=provider, subject=name, linked_at=NOW)
        record_event(one, "sign_in", by=one, at=NOW)
    FailedTries.objects.create(account="a" * 64, step="password", hour=NOW, last_at=NOW, tries=1, refused=0)
    return people


def seen(model, person: User) -> set[int]:
    return set(model.objects.visible_to(User.objects.get(pk=person.pk)).values_list("pk", flat=True))


def of(model, person: User, column: str = "user") -> set[int]:
    return set(model.objects.filter(**{column: person}).values_list("pk", flat=True))


@pytest.mark.parametrize(("model", "column"), [(IqmRole, "user"), (FactorReset, "person"), (ProviderLink, "user")])
def test_administrators_see_all_and_anybody_their_own(people, model, column) -> None:
    every = set(model.objects.values_list("pk", flat=True))

    assert seen(model, people["ada"]) == every
    for name in ("sam", "clara"):
        assert seen(model, people[name]) == of(model, people[name], column) < every


def test_people_are_seen_by_administrators_and_themselves(people) -> None:
    assert seen(User, people["ada"]) == set(User.objects.values_list("pk", flat=True))
    assert seen(User, people["sam"]) == {people["sam"].pk}
    assert seen(User, people["clara"]) == {people["clara"].pk}


@pytest.mark.parametrize("model", [Event, FailedTries, Provider])
def test_only_administrators_see_them(people, model) -> None:
    assert seen(model, people["ada"]) == set(model.objects.values_list("pk", flat=True)) != set()
    assert seen(model, people["sam"]) == seen(model, people["clara"]) == set()
