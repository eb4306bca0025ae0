"""Who has held no role for 24 months is proposed for erasure, and nobody sooner (R46l)."""

from datetime import UTC, date, datetime

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.worklist import lines_for
from iqm_coe.records.flows import erasure, hold
from tests.clock import NOW
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def ada(db) -> User:
    return iqm_person("Ada", "administrator")


def leaver(ended_at: datetime, by: User) -> User:
    """Held one role at a school, which ended."""
    who = person("Leah")
    User.objects.filter(pk=who.pk).update(joined_at=LONG_AGO)
    SchoolRoleFactory(user=who, granted_at=LONG_AGO, ended_at=ended_at, ended_by=by)
    return who


def proposed(ada: User, on: date) -> list[str]:
    fresh = User.objects.get(pk=ada.pk)
    return [line.reason for line in lines_for(fresh, on) if "/erase/" in line.url]


SAID = ["Leah has held no role for 24 months"]


@pytest.mark.rule("R46l")
@pytest.mark.parametrize(
    ("ended_at", "on", "said"),
    [
        (datetime(2026, 11, 28, 10, tzinfo=UTC), date(2028, 11, 27), []),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), date(2028, 11, 28), []),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), date(2028, 11, 29), SAID),
        # Half an hour before midnight in London in summer, and half an hour after.
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2028, 7, 2), SAID),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2028, 7, 2), []),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2028, 7, 3), SAID),
        # 29 February has no day two years on.
        (datetime(2028, 2, 29, 10, tzinfo=UTC), date(2030, 2, 28), []),
        (datetime(2028, 2, 29, 10, tzinfo=UTC), date(2030, 3, 1), SAID),
        (datetime(2026, 2, 28, 10, tzinfo=UTC), date(2028, 2, 29), []),  # rather a day late than a day soon
        (datetime(2026, 2, 28, 10, tzinfo=UTC), date(2028, 3, 1), SAID),
    ],
)
def test_proposed_once_24_months_are_over(ada, ended_at, on, said):
    leaver(ended_at, ada)
    assert proposed(ada, on) == said


@pytest.mark.rule("R46l")
@pytest.mark.parametrize("kept", ["role at a school", "role at IQM", "signed in", "hold", "erased"])
def test_not_proposed_while_something_speaks_against_it(ada, kept):
    who, on = leaver(datetime(2023, 1, 1, tzinfo=UTC), ada), date(2026, 11, 30)
    assert proposed(ada, on) == SAID
    if kept == "role at a school":
        SchoolRoleFactory(user=who)
    elif kept == "role at IQM":
        IqmRoleFactory(user=who, kind="adviser")
    elif kept == "signed in":
        User.objects.filter(pk=who.pk).update(last_login=NOW)
    elif kept == "hold":
        hold.begin(who, by=ada, at=NOW, reason="A claim.")
    else:
        erasure.erase(who, cause="period", by=ada, at=NOW, reason="24 months are over.")
    assert proposed(ada, on) == []


@pytest.mark.rule("R46l")
def test_proposed_to_administrators_alone(ada):
    leaver(datetime(2023, 1, 1, tzinfo=UTC), ada)
    assert proposed(iqm_person("Sam", "staff"), date(2026, 11, 30)) == []
