"""A call stands in the history of its Centre with how long it took, for those who read the log."""

import pytest

from centres.membership.selectors.history import history_of
from iqm_coe.accounts.models.user import User
from tests import scene
from tests.integration.centres.consultancy.test_ledger import call
from tests.integration.centres.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R33b")]


@pytest.mark.parametrize(("lasted", "said"), [(25, "25 minutes"), (95, "1 hour 35 minutes")])
def test_call_is_told_with_its_minutes_to_whoever_reads_the_log(lasted, said) -> None:
    money = Money()
    money.pay_all()
    call(money, minutes=lasted)

    def told(user: User) -> list[str]:
        lines = history_of(money.played.centre, User.objects.get(pk=user.pk), {"chapter": "hour"}).lines
        return [line.what for line in lines if "call" in line.what]

    (line,) = told(money.adviser)
    assert line.startswith("A call was logged: Year 1, ")
    assert f", {said}: “" in line
    assert told(money.played.lead.coordinator) == [line]
    assert told(scene.person("Somebody")) == []
