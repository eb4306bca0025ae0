"""People have the same numbers in every test: a question that is kept by who asks it serves the next one too."""

import pytest

from iqm_coe.accounts.models.user import User
from tests import scene
from tests.factories.accounts import UserFactory
from tests.worlds import world

in_its_year = world(scene.active)


@pytest.mark.django_db
@pytest.mark.parametrize("again", [False, True])
def test_first_person_of_a_test_is_the_first(again: bool) -> None:
    assert [UserFactory().pk, UserFactory().pk] == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [False, True])
def test_so_it_is_in_a_test_that_commits(again: bool) -> None:
    assert UserFactory().pk == 1


@pytest.mark.django_db
@pytest.mark.parametrize("again", [False, True])
def test_whoever_comes_to_a_world_gets_the_next_number(in_its_year, again: bool) -> None:
    last = User.objects.latest("pk").pk

    assert UserFactory().pk == last + 1


@pytest.mark.django_db
def test_a_world_that_is_put_back_leaves_its_numbers_to_its_people() -> None:
    scene.active()
    people = set(User.objects.values_list("pk", flat=True))

    assert UserFactory().pk == max(people) + 1
    assert people == {*range(1, len(people) + 1)}
