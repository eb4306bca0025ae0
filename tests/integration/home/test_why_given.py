"""Why a line is given: whoever it waits for reads it on the line, nobody else, and it can be withdrawn."""

import pytest
import time_machine
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.home.flows import work as flows
from iqm_coe.home.models.work import LONGEST, WorkOwner
from iqm_coe.lib.withdrawing import Place, is_for_iqm
from iqm_coe.records.flows import withdrawal
from tests import scene
from tests.clock import NOW
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_given_work import decide, events_of
from tests.integration.home.test_work import browser
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46r")]
submitted = world(scene.submitted)
WHY = "You know their head."


@pytest.fixture
def bea(db) -> User:
    return scene.iqm_person("Bea", "staff")


def post(by: User, **told: object):
    with time_machine.travel(NOW, tick=False):
        return browser(by).post(reverse("home:give"), told, follow=True)


def test_reason_is_asked_for_and_stands_on_the_line_alone(submitted, bea) -> None:
    key = decide(submitted.staff).key
    with time_machine.travel(NOW, tick=False):
        assert 'name="why"' in browser(submitted.staff).get(reverse("home:index")).text

    post(submitted.staff, line=key, to=bea.pk, why=WHY)

    assert decide(bea).owner.words == f"Given to you by Sam on 23 Nov 2026: “{WHY}”"
    assert decide(submitted.staff).owner.words == f"Bea sees to it since 23 Nov 2026, given by you: “{WHY}”"
    with time_machine.travel(NOW, tick=False):
        assert WHY in browser(bea).get(reverse("home:index")).text
    about = f"Applications, {submitted.application.centre.name}"
    assert events_of(bea) == [("Was given a line of What needs me", about, submitted.staff)]
    cara = scene.iqm_person("Cara", "staff")
    SchoolRoleFactory(user=cara, school=submitted.lead.school)  # for whom it does not wait
    with time_machine.travel(NOW, tick=False):
        assert WHY not in browser(cara).get(reverse("home:index")).text


def test_it_needs_none_and_whoever_gives_it_on_says_their_own(submitted, bea) -> None:
    cara, key = scene.iqm_person("Cara", "staff"), decide(submitted.staff).key
    flows.give([key], bea, why=WHY, by=submitted.staff, at=NOW)

    flows.give([key], cara, by=bea, at=NOW)

    assert decide(cara).owner.words == "Given to you by Bea on 23 Nov 2026"
    assert WorkOwner.objects.get().why == ""
    assert events_of(cara)[0][1] == f"Applications, {submitted.application.centre.name}"


def test_reason_that_is_too_long_is_refused_and_nothing_given(submitted, bea) -> None:
    answer = post(submitted.staff, line=decide(submitted.staff).key, to=bea.pk, why="a" * (LONGEST + 1))

    assert f"{LONGEST} characters; this is {LONGEST + 1}" in answer.text
    assert "Nothing was given." in answer.text
    assert not WorkOwner.objects.exists()


@pytest.mark.rule("R46d")
def test_it_is_withdrawn_as_other_words_of_the_office(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, why=WHY, by=submitted.staff, at=NOW)
    row = WorkOwner.objects.get()

    assert is_for_iqm(row._meta.db_table)
    place, ada = Place(row._meta.db_table, "why", row.pk), scene.iqm_person("Ada", "administrator")
    withdrawal.withdraw_passage([place], "know their head", by=ada, at=NOW, reason="It is about a person.")

    row.refresh_from_db()
    assert "know their head" not in row.why
    assert row.why.startswith("You ")
