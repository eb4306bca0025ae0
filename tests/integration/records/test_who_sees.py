"""Which records somebody sees, asked of the rows themselves and not of a page (R46)."""

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.flows import erasure, hold, withdrawal
from iqm_coe.records.models.clearing import Clearing
from iqm_coe.records.models.erasure import Certificate, Erasure
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import Withdrawal, WithdrawnPlace
from tests.clock import NOW, TODAY
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46d")]
PLANTED = "Zebulon Q. Planted"
RECORDS = (Withdrawal, WithdrawnPlace, Hold, Erasure, Certificate, Clearing)


@pytest.fixture(name="ada")
def _ada(settings, tmp_path) -> User:
    """The administrator by whom one record of each kind was made."""
    settings.MEDIA_ROOT = str(tmp_path)
    ada, school = iqm_person("Ada", "administrator"), SchoolFactory()
    record_event(school, "add", by=ada, at=NOW, reason=f"Rang {PLANTED}.")
    withdrawal.withdraw_passage(list(conditions.found(PLANTED)), PLANTED, by=ada, at=NOW, reason="Named somebody.")
    hold.begin(school, by=ada, at=NOW, reason="A claim is open.")
    erasure.erase(UserFactory(name="Gone Away"), cause="asked", by=ada, at=NOW, reason="Asked by letter.")
    Clearing.objects.create(on=TODAY, last_at=NOW)
    return ada


@pytest.mark.parametrize("model", RECORDS)
def test_administrators_see_all_and_nobody_else_any(ada, model) -> None:
    assert model.objects.count() == model.objects.visible_to(ada).count() > 0
    for person in (iqm_person("Sam", "staff"), iqm_person("Fiona", "finance"), UserFactory()):
        assert not model.objects.visible_to(User.objects.get(pk=person.pk)).exists()


def test_newest_is_the_last_withdrawal(ada) -> None:
    assert conditions.newest() == Withdrawal.objects.get().pk


def test_before_any_withdrawal_the_newest_is_none() -> None:
    assert conditions.newest() == 0
