"""A head of several schools of one Centre agrees for them once: each by its own right, and told school by school."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.application.flows import agreement as flows
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.application.selectors.agreement import asked_of_head
from centres.membership.models.membership import Membership
from centres.membership.selectors.centre import centres_of_schools
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.schools import SchoolRoleFactory
from tests.integration.test_races import race
from tests.meta.cast import BACKEND
from tests.proofs_of_person import prove
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R9l")]
BOTH = {"C6", "C7"}


def _of_one_head() -> scene.Scene:
    """A Centre that forms, of three schools; the head of the first is the head of the second as well."""
    made = scene.forming()
    made.join(scene.staffed_school("Third School"))
    SchoolRole.objects.filter(user=made.members[0].head).update(user=made.lead.head)
    return made


several = world(_of_one_head)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def places(made: scene.Scene) -> list[int]:
    """Of the lead school, the second and the third, in this order."""
    keys = dict(Membership.objects.filter(centre=made.centre).values_list("school", "pk"))
    return [keys[one.school.pk] for one in made.everybody]


def agree(made: scene.Scene, *chosen: int, by: User | None = None) -> dict[str, str]:
    answers = flows.agree_for_schools(made.centre, chosen, by=by or fresh(made.lead.head), at=NOW)
    return {one.school.name: one.refusal for one in answers}


def given() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, criterion in Agreement.objects.values_list("membership__school__name", "criterion"):
        found.setdefault(name, set()).add(criterion)
    return found


@pytest.fixture
def client(several) -> Client:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(several.lead.head, backend=BACKEND)
        session = client.session
        prove(session, several.lead.head)
        session.save()
        yield client


def url(made: scene.Scene) -> str:
    return reverse("application:agree_for_schools", args=[made.centre.pk])


# ---- the flow


def test_each_school_agrees_by_name_and_day_as_it_would_alone(several) -> None:
    first, second, _third = places(several)

    assert agree(several, first, second) == {"Lead School": "", "Second School": ""}

    assert given() == {"Lead School": BOTH, "Second School": BOTH}
    told = set(Agreement.objects.values_list("given_by", "given_name", "capacity", "given_at"))
    assert told == {(several.lead.head.pk, several.lead.head.name, "headteacher", NOW)}
    assert Event.objects.filter(subject_type="application.agreement", action="agree").count() == 4


def test_only_schools_that_were_ticked_agree(several) -> None:
    agree(several, places(several)[1])

    assert given() == {"Second School": BOTH}


def test_school_whose_head_they_are_no_longer_is_said_and_holds_up_no_other(several) -> None:
    first, second, _third = places(several)
    SchoolRole.objects.filter(user=several.lead.head, school=several.members[0].school).update(
        ended_at=NOW, ended_by=several.lead.coordinator
    )

    assert agree(several, first, second) == {
        "Lead School": "",
        "Second School": "You do not speak for it as its head.",
    }
    assert given() == {"Lead School": BOTH}


def test_school_of_somebody_else_is_not_agreed_for(several) -> None:
    assert agree(several, places(several)[2]) == {"Third School": "You do not speak for it as its head."}
    assert given() == {}


def test_what_was_given_already_is_not_given_twice(several) -> None:
    first, second, _third = places(several)
    flows.agree(Membership.objects.get(pk=first), "C6", by=several.lead.head, at=NOW)
    agree(several, second)

    assert agree(several, first, second) == {
        "Lead School": "",
        "Second School": "It has agreed already, or nothing is asked of it now.",
    }
    assert given() == {"Lead School": BOTH, "Second School": BOTH}
    assert Agreement.objects.count() == 4


def test_nothing_is_agreed_while_iqm_has_the_application(several) -> None:
    agree(several, *places(several)[:2])
    Agreement.objects.all().update(superseded_at=NOW)
    sent = {"state": "submitted", "submitted_at": NOW, "submitted_by": several.staff}
    Application.objects.filter(centre=several.centre).update(**sent)

    refusal = "It has agreed already, or nothing is asked of it now."
    assert agree(several, *places(several)[:2]) == {"Lead School": refusal, "Second School": refusal}
    assert not Agreement.objects.filter(superseded_at=None).exists()


def test_nobody_named_is_refused(several) -> None:
    with pytest.raises(Refused, match="Tick at least one school"):
        agree(several)


def test_place_of_another_centre_is_none(several) -> None:
    other = scene.forming()

    with pytest.raises(Refused, match="Tick at least one school"):
        agree(several, *places(other))
    assert given() == {}


def test_last_agreement_tells_the_lead_school_once(several) -> None:
    flows.agree_for_schools(several.centre, places(several)[2:], by=several.members[1].head, at=NOW)
    assert not Message.objects.filter(kind="application/all_agreed").exists()

    agree(several, *places(several)[:2])

    assert Message.objects.filter(kind="application/all_agreed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_three_times_at_once_each_school_agrees_once() -> None:
    made = _of_one_head()
    chosen = places(made)[:2]

    got, refused = race(*[lambda: agree(made, *chosen)] * 3)

    assert refused == []
    assert sorted("".join(one.values()) == "" for one in got) == [False, False, True]
    assert Agreement.objects.count() == 4


# ---- the page


def test_page_lists_what_is_owed_all_ticked_each_with_what_it_binds_it_to(several, client) -> None:
    agree(several, places(several)[1])
    Agreement.objects.filter(criterion="C7").update(superseded_at=NOW)

    page = client.get(url(several)).text

    ticked = re.findall(r'name="places" value="(\d+)"[^>]*checked', page)
    assert [int(key) for key in ticked] == places(several)[:2]
    assert "What it binds Lead School to in a year" in page
    assert "What it binds Second School to in a year" in page
    assert "Third School" not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)
    asked = asked_of_head(several.centre, fresh(several.lead.head), TODAY)
    assert [(one.place.school.name, one.criteria) for one in asked] == [
        ("Lead School", ["C6", "C7"]),
        ("Second School", ["C7"]),
    ]


def test_one_press_agrees_for_all_and_says_for_whom(several, client) -> None:
    answer = client.post(url(several), {"places": places(several)[:2], "agrees": "on"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("membership:centre", args=[several.centre.pk])
    assert "Agreed in your name today for Lead School and Second School." in answer.text
    assert given() == {"Lead School": BOTH, "Second School": BOTH}


def test_without_the_declaration_nothing_is_agreed_and_the_ticks_stay(several, client) -> None:
    second = places(several)[1]

    page = client.post(url(several), {"places": [second]}).text

    assert "Tick that you agree. Nothing was changed." in page
    assert re.findall(r'name="places" value="(\d+)"[^>]*checked', page) == [str(second)]
    assert given() == {}


def test_what_is_refused_leads_back_and_says_why(several, client) -> None:
    first, second, third = places(several)
    agree(several, second)

    answer = client.post(url(several), {"places": [first, second, third], "agrees": "on"}, follow=True)

    assert answer.redirect_chain[-1][0] == url(several)
    assert "Agreed in your name today for Lead School." in answer.text
    assert "Not agreed for Second School: It has agreed already" in answer.text
    assert "Not agreed for Third School: You do not speak for it as its head." in answer.text
    assert "Nothing is asked of a school of yours in this Centre now." in answer.text


@pytest.mark.parametrize("sent", [[], ["x"], ["999999999"], ["-1"]])
def test_odd_schools_change_nothing(several, client, sent) -> None:
    assert client.post(url(several), {"places": sent, "agrees": "on"}).status_code == 200
    assert given() == {}


def test_page_is_for_heads_of_the_centre(several, client) -> None:
    for user, status in (
        (several.lead.coordinator, 403),
        (several.staff, 403),
        (scene.staffed_school("Far School").head, 404),
        (several.members[1].head, 200),
    ):
        client.force_login(user, backend=BACKEND)
        assert client.get(url(several)).status_code == status


def test_page_of_one_school_leads_to_all(several, client) -> None:
    first, second, _third = places(several)
    page = reverse("application:agree", args=[first])
    assert url(several) in client.get(page).text

    agree(several, second)

    assert url(several) not in client.get(page).text


# ---- what needs me


def test_several_schools_of_one_centre_are_one_line(several) -> None:
    def lines(user: User) -> list[tuple[str, str]]:
        found = [line for line in lines_for(fresh(user), TODAY) if "annual visit" in line.reason]
        return [(line.reason, line.url) for line in found]

    first, _second, third = places(several)
    words = "Agree the annual visit and the annual update for"
    assert lines(several.lead.head) == [(f"{words} Lead School and Second School", url(several))]
    alone = reverse("application:agree", args=[third])
    assert lines(several.members[1].head) == [(f"{words} Third School", alone)]

    agree(several, places(several)[1])

    assert lines(several.lead.head) == [(f"{words} Lead School", reverse("application:agree", args=[first]))]


def test_centre_of_several_own_schools_is_listed_once(several) -> None:
    schools = [several.lead.school, several.members[0].school]

    assert centres_of_schools(schools, fresh(several.lead.head)) == [several.centre]


def test_school_where_they_stand_in_place_of_a_head_counts_as_theirs(several) -> None:
    SchoolRoleFactory(
        user=several.lead.head, school=several.members[1].school, kind="delegate", authority="Governors, 2 May"
    )

    assert agree(several, *places(several)) == {"Lead School": "", "Second School": "", "Third School": ""}
    assert Agreement.objects.filter(membership__school__name="Third School").first().capacity == "delegate"
