"""Who answers for several invited schools answers once: each by its own right, told school by school."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.membership.flows import invitation as flows
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import lines_for
from schools.flows import role as role_flows
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY
from tests.integration.test_races import race
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R8h")]
ABBEY, BEECH, CLOVER = "Abbey School", "Beech School", "Clover School"


def _invited() -> scene.Scene:
    """A Centre that forms has invited three schools; the head of Abbey School is that of Beech School as well."""
    made = scene.forming()
    for name in (BEECH, ABBEY, CLOVER):
        made.invite(scene.staffed_school(name))
    first = User.objects.get(name=f"Head of {ABBEY}")
    SchoolRole.objects.filter(school__name=BEECH, kind="headteacher").update(user=first)
    return made


invited = world(_invited)


def head() -> User:
    return User.objects.get(name=f"Head of {ABBEY}")


def to(*schools: str) -> list[CentreInvitation]:
    return [CentreInvitation.objects.get(school__name=name) for name in schools]


def answer(*schools: str, by: User | None = None, says_yes: bool = True, reason: str = "") -> dict[str, str]:
    told = {"says_yes": says_yes, "reason": reason, "by": by or head(), "at": NOW}
    return {one.school.name: one.refusal for one in flows.answer_for_schools(to(*schools), **told)}


def states() -> dict[str, str]:
    asked = CentreInvitation.objects.filter(school__name__in=[ABBEY, BEECH, CLOVER])
    return dict(asked.values_list("school__name", "state"))


def in_it(made: scene.Scene) -> set[str]:
    return set(Membership.objects.filter(centre=made.centre).values_list("school__name", flat=True)) & {
        ABBEY,
        BEECH,
        CLOVER,
    }


# ---- the flow


def test_each_school_says_yes_as_it_would_alone(invited) -> None:
    assert answer(BEECH, ABBEY) == {ABBEY: "", BEECH: ""}

    assert (in_it(invited), states()) == ({ABBEY, BEECH}, {ABBEY: "accepted", BEECH: "accepted", CLOVER: "open"})
    assert {(one.answered_by, one.answered_at) for one in to(ABBEY, BEECH)} == {(head(), NOW)}
    assert lines_for(head(), TODAY)  # the agreements come next, and no invitation stands there any more
    assert not [line for line in lines_for(head(), TODAY) if "invites" in line.reason]


def test_each_school_says_no_with_the_reason(invited) -> None:
    assert answer(ABBEY, BEECH, says_yes=False, reason="Not this year.") == {ABBEY: "", BEECH: ""}

    assert (in_it(invited), states()) == (set(), {ABBEY: "declined", BEECH: "declined", CLOVER: "open"})


def test_what_is_not_ticked_stays_open(invited) -> None:
    assert answer(BEECH) == {BEECH: ""}

    assert states() == {ABBEY: "open", BEECH: "accepted", CLOVER: "open"}


def test_one_that_is_refused_says_why_and_holds_up_no_other(invited) -> None:
    """Another's school, one that was answered, and one that lapsed."""
    (beech,) = to(BEECH)
    flows.decline(beech, by=head(), at=NOW)

    found = answer(ABBEY, BEECH, CLOVER)

    assert (found[ABBEY], found[CLOVER]) == ("", "You do not answer for it.")
    assert found[BEECH]
    assert states() == {ABBEY: "accepted", BEECH: "declined", CLOVER: "open"}
    assert in_it(invited) == {ABBEY}


def test_nothing_ticked_changes_nothing(invited) -> None:
    with pytest.raises(Refused, match="Tick at least one school"):
        flows.answer_for_schools([], says_yes=True, by=head(), at=NOW)


def test_who_no_longer_speaks_for_a_school_answers_for_the_other_alone(invited) -> None:
    role = SchoolRole.objects.get(school__name=BEECH, kind="headteacher")
    role_flows.end(role, by=invited.staff, at=NOW, reason="Gone.")

    assert answer(ABBEY, BEECH) == {ABBEY: "", BEECH: "You do not answer for it."}


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_place_each_school_once() -> None:
    made = _invited()
    both = to(ABBEY, BEECH)

    race(*[lambda: flows.answer_for_schools(both, says_yes=True, by=head(), at=NOW)] * 2)

    assert in_it(made) == {ABBEY, BEECH}
    assert Membership.objects.filter(centre=made.centre, school__name__in=[ABBEY, BEECH]).count() == 2


# ---- the page


@pytest.fixture
def client(invited) -> Client:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(head(), backend=BACKEND)
        yield client


def url(school: str) -> str:
    return reverse("membership:invitation", args=[to(school)[0].pk])


def ticked(page: str) -> dict[str, bool]:
    boxes = re.findall(r'name="invitations" value="(\d+)"[^>]*?(checked)?>', page)
    names = {str(one.pk): one.school.name for one in CentreInvitation.objects.select_related("school")}
    return {names[key]: bool(is_ticked) for key, is_ticked in boxes}


def test_page_names_each_of_their_schools_ticked_and_what_it_binds_it_to(client) -> None:
    page = client.get(url(BEECH)).text

    assert ticked(page) == {ABBEY: True, BEECH: True}
    assert "Your schools are invited to join Trent Valley" in page
    assert page.count("Open until Wednesday 23 December 2026") == 2
    assert [f"What it binds {name} to in a year" in page for name in (ABBEY, BEECH, CLOVER)] == [True, True, False]


def test_page_answers_for_what_is_ticked(client) -> None:
    (abbey, beech) = to(ABBEY, BEECH)
    sent = {"several": "1", "invitations": [abbey.pk, beech.pk], "accept": "1", "reason": ""}

    said = client.post(url(BEECH), sent, follow=True).text

    assert states() == {ABBEY: "accepted", BEECH: "accepted", CLOVER: "open"}
    assert f"Your schools {ABBEY} and {BEECH} are in." in said


def test_page_with_nothing_ticked_changes_nothing(client) -> None:
    answer = client.post(url(BEECH), {"several": "1", "accept": "1", "reason": "Why not."})

    assert set(states().values()) == {"open"}
    assert "Tick at least one school" in answer.text
    assert "Why not." in answer.text
    assert ticked(answer.text) == {ABBEY: False, BEECH: False}


def test_page_answers_for_nobody_elses_school(client) -> None:
    (clover,) = to(CLOVER)

    assert client.post(url(BEECH), {"several": "1", "invitations": [clover.pk], "accept": "1"}).status_code == 403
    assert set(states().values()) == {"open"}


def test_page_says_which_school_was_refused_and_answers_for_the_rest_once(client) -> None:
    (abbey, beech) = to(ABBEY, BEECH)
    sent = {"several": "1", "invitations": [abbey.pk, beech.pk, beech.pk], "accept": "1"}
    flows.decline(abbey, by=head(), at=NOW)

    said = client.post(url(BEECH), sent, follow=True)

    assert states() == {ABBEY: "declined", BEECH: "accepted", CLOVER: "open"}
    assert said.redirect_chain[-1][0] == reverse("membership:centre", args=[beech.centre_id])
    assert f"{ABBEY}: " in said.text
    assert f"{BEECH}: " not in said.text


def test_page_answers_for_the_others_where_a_role_ended_meanwhile(client, invited) -> None:
    (abbey, beech, clover) = to(ABBEY, BEECH, CLOVER)
    role_flows.end(SchoolRole.objects.get(user=head(), school=abbey.school), by=invited.staff, at=NOW, reason="Gone.")

    keys = [abbey.pk, beech.pk, clover.pk]
    said = client.post(url(BEECH), {"several": "1", "invitations": keys, "accept": "1"}, follow=True).text

    assert states() == {ABBEY: "open", BEECH: "accepted", CLOVER: "open"}
    assert "is not yours to answer for any more" in said
    assert f"{CLOVER}: " not in said


def test_two_schools_of_one_name_are_answered_for_in_the_order_of_their_numbers(invited) -> None:
    School.objects.filter(name__in=[ABBEY, BEECH]).update(name="Same School")
    both = list(CentreInvitation.objects.filter(school__name="Same School").order_by("-school_id"))

    answers = flows.answer_for_schools(both, says_yes=True, by=head(), at=NOW)

    assert [one.school.pk for one in answers] == sorted(one.school_id for one in both)


def test_who_answers_for_one_school_is_asked_for_that_one(client, invited) -> None:
    client.force_login(User.objects.get(name=f"Coordinator of {BEECH}"), backend=BACKEND)

    assert ticked(client.get(url(BEECH)).text) == {}
    assert client.get(url(ABBEY)).status_code == 404
    client.post(url(BEECH), {"accept": "1", "reason": ""})
    assert states() == {ABBEY: "open", BEECH: "accepted", CLOVER: "open"}
