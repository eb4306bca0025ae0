"""A call in the history of a Centre says who called whom, about what and how long, for those who read its log."""

import pytest

from centres.consultancy.enums import CallKind
from centres.consultancy.flows import call as flows
from centres.consultancy.models.call import ConsultancyCall
from centres.membership.selectors.history import Line, history_of
from iqm_coe.accounts.models.user import User
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.schools import SchoolRoleFactory
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44ak")]
active = world(scene.active)


def log(made, about: str) -> ConsultancyCall:
    facts = {"kind": CallKind.TELEPHONE, "held_on": TODAY, "minutes": 20, "with_whom": "Priya Khan", "about": about}
    return flows.log(made.year, **facts, note="Secret.", by=made.adviser, at=NOW)


def lines(made, who: User) -> list[Line]:
    return [one for one in history_of(made.centre, User.objects.get(pk=who.pk), {"chapter": "hour"}).lines if one.what]


def test_line_says_with_whom_about_what_and_how_long(active) -> None:
    log(active, "Where is\nour report?")

    for who in (active.staff, active.adviser, active.lead.head):
        (line,) = [one for one in lines(active, who) if "Priya Khan" in one.what]
        assert line.what.endswith(": Year 1, Telephone with Priya Khan, 20 minutes: “Where is our report?”")
        assert line.by == active.adviser.name
        assert "Secret" not in line.what


def test_long_one_is_cut_and_a_withdrawn_one_tells_what_is_left(active) -> None:
    call = log(active, "word " * 300)
    assert any(one.what.endswith("…”") for one in lines(active, active.staff))

    ConsultancyCall.objects.filter(pk=call.pk).update(with_whom="Somebody", about="")

    assert any(one.what.endswith("Telephone with Somebody, 20 minutes") for one in lines(active, active.staff))


def test_contributor_reads_nothing_of_it(active) -> None:
    log(active, "Where is our report?")
    who = SchoolRoleFactory(school=active.lead.school, kind="contributor").user

    assert lines(active, who) == []
