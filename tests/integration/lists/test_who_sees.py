"""Which batches and views somebody sees, asked of the rows themselves and not of a page (R44)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from iqm_coe.lists.models.batch import Batch, BatchRow
from iqm_coe.lists.models.saved_view import DefaultView, SavedView
from iqm_coe.lists.rules import is_signed_in
from tests.clock import NOW
from tests.factories.accounts import UserFactory
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44d")]


@pytest.fixture(name="people")
def _people() -> dict[str, User]:
    """An administrator and two of the staff, each with a batch and a view of their own."""
    kinds = {"ada": "administrator", "sam": "staff", "olga": "staff"}
    people = {name: iqm_person(name.title(), kind) for name, kind in kinds.items()}
    for one in people.values():
        batch = Batch.objects.create(act="remind_plans", by=one, chosen_at=NOW)
        BatchRow.objects.create(batch=batch, place=1, subject_id=1)
        view = SavedView.objects.create(owner=one, route="schools:schools", name="Mine", saved_at=NOW)
        DefaultView.objects.create(user=one, route="schools:schools", view=view)
    return people


def owners(model, person: User, column: str) -> set[int]:
    return set(model.objects.visible_to(User.objects.get(pk=person.pk)).values_list(column, flat=True))


@pytest.mark.parametrize(("model", "column"), [(Batch, "by"), (BatchRow, "batch__by")])
def test_batches_are_their_own_and_all_for_administrators(people, model, column) -> None:
    assert owners(model, people["ada"], column) == {one.pk for one in people.values()}
    assert owners(model, people["sam"], column) == {people["sam"].pk}


@pytest.mark.parametrize(("model", "column"), [(SavedView, "owner"), (DefaultView, "user")])
def test_views_are_their_own_also_for_administrators(people, model, column) -> None:
    for one in people.values():
        assert owners(model, one, column) == {one.pk}


def test_views_are_kept_by_whoever_is_signed_in(people) -> None:
    assert may(people["sam"], "lists.keep_view", None)
    assert may(UserFactory(), "lists.keep_view", None)
    assert not may(AnonymousUser(), "lists.keep_view", None)
    assert not may(UserFactory(is_active=False), "lists.keep_view", None)
    assert not is_signed_in(UserFactory(is_active=False), None)
