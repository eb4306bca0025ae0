"""Somebody finds their school, asks to join it, and has nothing until it is accepted (R5j, R5q)."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from iqm_coe.accounts.flows import setting
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from schools import conf
from schools.flows import freeze, joining
from schools.flows import role as role_flows
from schools.models.headship import HeadChange
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import Identifier, School
from schools.periodic import lapse_joinings
from tests.clock import NOW, TODAY, days
from tests.factories.schools import JoiningFactory, SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return staffed_school("Our School")


@pytest.fixture
def nina():
    return person("Nina")


def asked(school, by, kind="contributor", at=NOW) -> Joining:
    return joining.ask(school, kind=kind, words="I teach Year 4.", by=by, at=at)


def roles_of(user):
    return set(SchoolRole.objects.held_by(user).values_list("school", "kind"))


def mails(kind) -> set[str]:
    while reader.address_one(NOW):
        pass
    return set(Delivery.objects.filter(message__kind=f"schools/{kind}").values_list("user__name", flat=True))


def waits_for(user, on=TODAY):
    return [line.reason for line in lines_for(user, on) if "asks to join" in line.reason]


@pytest.mark.rule("R5j")
def test_asking_gives_nothing_and_accepting_gives_exactly_what_was_asked_for(ours, nina):
    request = asked(ours.school, nina)
    assert roles_of(nina) == set()
    assert not School.objects.visible_to(nina).exists()
    assert mails("joining_asked") == {ours.coordinator.name, ours.head.name}

    joining.accept(request, by=ours.coordinator, at=NOW)

    assert roles_of(nina) == {(ours.school.pk, "contributor")}
    assert mails("joining_accepted") == {"Nina"}
    assert mails("role_taken") == {ours.head.name}
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("accepted", ours.coordinator)


@pytest.mark.rule("R5j")
def test_who_is_declined_has_nothing_and_reads_why(ours, nina, client):
    request = asked(ours.school, nina)
    with pytest.raises(Refused, match="Say why not"):
        joining.decline(request, answer="  ", by=ours.head, at=NOW)

    joining.decline(request, answer="You work at Our Other School.", by=ours.head, at=NOW)

    assert roles_of(nina) == set()
    assert mails("joining_declined") == {"Nina"}
    client.force_login(nina)
    page = client.get(reverse("schools:joining", args=[request.pk])).content.decode()
    assert "You work at Our Other School." in page
    assert ours.head.name not in page
    assert "Our School" in client.get(reverse("home:index"), follow=True).content.decode()


# Who lets somebody in, by hand.
DECIDES = {
    "contributor": {"coordinator", "headteacher", "delegate", "staff"},
    "finance": {"coordinator", "headteacher", "delegate", "staff"},
    "coordinator": {"coordinator", "headteacher", "delegate", "staff"},
    "headteacher": {"staff"},
}
ACTORS = ("coordinator", "headteacher", "delegate", "contributor", "stranger", "staff", "administrator", "nina")


@pytest.mark.rule("R5j", "R5b", "R5m")
@pytest.mark.parametrize("kind", DECIDES)
@pytest.mark.parametrize("step", ["accept", "decline"])
def test_exactly_those_answer_who_give_the_role_and_of_a_head_staff_alone(ours, nina, kind, step):
    people = {"coordinator": ours.coordinator, "headteacher": ours.head, "nina": nina}
    people |= {name: SchoolRoleFactory(school=ours.school, kind=name).user for name in ("delegate", "contributor")}
    people |= {"staff": iqm_person("Sam", "staff"), "administrator": iqm_person("Ada", "administrator")}
    people["stranger"] = staffed_school("Theirs").coordinator

    def answers(by) -> bool:
        request = JoiningFactory(school=ours.school, kind=kind, user=nina)
        words = {} if step == "accept" else {"answer": "No."}
        try:
            getattr(joining, step)(request, by=by, at=NOW, **words)
        except NotPermitted:
            return False
        finally:
            request.delete()
        return True

    assert {name for name in ACTORS if answers(people[name])} == DECIDES[kind]


@pytest.mark.rule("R5j")
def test_nobody_accepts_their_own_request_though_they_run_the_school(ours):
    own = asked(ours.school, ours.coordinator, kind="finance")
    sam = iqm_person("Sam", "staff")
    of_staff = asked(ours.school, sam)

    for request, by in ((own, ours.coordinator), (of_staff, sam)):
        with pytest.raises(NotPermitted):
            joining.accept(request, by=by, at=NOW)
        assert waits_for(by) == ([] if by == sam else ["Sam asks to join Our School as contributor"])


@pytest.mark.rule("R5j")
def test_delegate_is_named_and_cannot_be_asked_for(ours, nina, client):
    client.force_login(nina)
    page = client.post(reverse("schools:ask_to_join", args=[ours.school.pk]), {"kind": "delegate", "words": "I act."})

    assert page.status_code == 200
    assert not Joining.objects.exists()


@pytest.mark.rule("R5j")
def test_the_office_answers_where_nobody_is_and_where_nobody_has_answered_for_long(ours, nina):
    sam, empty = iqm_person("Sam", "staff"), SchoolFactory(name="Empty School")
    asked(empty, nina)
    asked(ours.school, nina)
    asked(staffed_school("Headless School").school, nina, kind="headteacher")
    ruled = {"Nina asks to join Empty School as contributor", "Nina asks to join Headless School as headteacher"}

    assert set(waits_for(sam)) == ruled
    assert waits_for(ours.head) == waits_for(ours.coordinator) == ["Nina asks to join Our School as contributor"]
    assert set(waits_for(sam, TODAY + days(7))) == ruled
    assert set(waits_for(sam, TODAY + days(8))) == ruled | {"Nina asks to join Our School as contributor"}
    assert mails("joining_asked") == {"Sam", ours.head.name, ours.coordinator.name}


@pytest.mark.rule("R5j")
def test_a_person_asks_once_a_school_and_may_take_it_back(ours, nina):
    request = asked(ours.school, nina)
    with pytest.raises(Refused, match="You have asked to join Our School already"):
        asked(ours.school, nina, kind="finance")
    with pytest.raises(NotPermitted):
        joining.withdraw(request, by=ours.coordinator, at=NOW)

    joining.withdraw(request, by=nina, at=NOW)

    with pytest.raises(WrongState):
        joining.accept(request, by=ours.coordinator, at=NOW)
    assert asked(ours.school, nina, kind="finance").state == "asked"


@pytest.mark.rule("R5j")
def test_whoever_holds_the_role_or_has_no_proved_address_does_not_ask(ours, nina):
    with pytest.raises(Refused, match="You hold this role"):
        asked(ours.school, ours.coordinator, kind="coordinator")
    with pytest.raises(Refused, match="closed"):
        asked(SchoolFactory(status="closed"), nina)
    EmailAddress.objects.filter(user=nina).update(verified=False)
    with pytest.raises(NotPermitted):
        asked(ours.school, nina)


@pytest.mark.rule("R5j")
def test_a_request_lapses_after_its_last_day_also_where_the_clock_is_late(ours, nina):
    request = asked(ours.school, nina)
    last, after = NOW + days(30), NOW + days(31)
    with time_machine.travel(last, tick=False):
        assert lapse_joinings() == 0
    with pytest.raises(Refused, match="lapsed"):
        joining.accept(request, by=ours.coordinator, at=after)
    assert roles_of(nina) == set()
    with time_machine.travel(after, tick=False):
        assert lapse_joinings() == 1
        assert lapse_joinings() == 0
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("lapsed", None)


@pytest.mark.rule("R5j")
def test_a_stopped_school_lets_nobody_in_but_the_office_does(ours, nina):
    request = asked(ours.school, nina)
    freeze.stop(ours.school, by=iqm_person("Ada", "administrator"), at=NOW, reason="A stolen account.")

    with pytest.raises(NotPermitted):
        joining.accept(request, by=ours.coordinator, at=NOW)
    joining.accept(request, by=iqm_person("Sam", "staff"), at=NOW)

    assert roles_of(nina) == {(ours.school.pk, "contributor")}


@pytest.mark.rule("R5j")
def test_a_shut_account_is_let_in_nowhere(ours, nina):
    request = asked(ours.school, nina)
    nina.is_active = False
    nina.save()

    with pytest.raises(Refused, match="shut"):
        joining.accept(request, by=ours.coordinator, at=NOW)
    assert not SchoolRole.objects.filter(user=nina).exists()


@pytest.mark.rule("R5j")
def test_a_new_head_by_request_is_kept_as_a_change_of_head(ours, nina):
    joining.accept(asked(ours.school, nina, kind="headteacher"), by=iqm_person("Sam", "staff"), at=NOW)

    assert HeadChange.objects.get(role__user=nina).what == "begun"
    assert roles_of(nina) == {(ours.school.pk, "headteacher")}


@pytest.mark.rule("R5j", "R40r")
def test_a_person_asks_so_often_a_day_those_taken_back_among_them(nina):
    setting.change(conf.joinings_a_day, 2, by=iqm_person("Ada", "administrator"), at=NOW)
    joining.withdraw(asked(SchoolFactory(), nina), by=nina, at=NOW)
    asked(SchoolFactory(), nina)
    written = Message.objects.count()

    with pytest.raises(Refused, match="You can go on tomorrow"):
        asked(SchoolFactory(), nina)

    assert (Joining.objects.count(), Message.objects.count()) == (2, written)
    assert asked(SchoolFactory(), nina, at=NOW + days(1)).state == "asked"


@pytest.fixture
def register():
    Identifier.objects.create(
        school=SchoolFactory(name="St. Mary's School", town="Bath"), scheme="GB-EDU", value="123456"
    )
    SchoolFactory(name="St Mary’s School", town="Leeds", postcode="LS1 4AB")
    SchoolFactory(name="St Mary's School", town="Leeds", status="closed")
    cache.clear()


FOUND = {
    "st marys": {"Bath", "Leeds"},
    "st marys leeds": {"Leeds"},
    "Leeds - ST MARY'S": {"Leeds"},
    "ls14ab": {"Leeds"},
    "123456": {"Bath"},
    "bath": {"Bath"},
    "st annes": set(),
    "---": set(),
}


@pytest.mark.rule("R5q")
@pytest.mark.parametrize("words", FOUND)
def test_school_is_found_by_name_town_postcode_and_number(register, nina, client, words):
    client.force_login(nina)
    found = client.get(reverse("schools:find"), {"q": words}).context["found"]

    assert {school.town for school in found} == FOUND[words]


@pytest.mark.rule("R5q")
def test_what_is_found_says_nothing_of_people_awards_or_centres(ours, nina, client):
    """A school with everything reads as one of which the product knows nothing but the register."""
    cache.clear()
    SchoolFactory(name=ours.school.name, town=ours.school.town, postcode=ours.school.postcode, phase=ours.school.phase)
    client.force_login(nina)

    page = client.get(reverse("schools:find"), {"q": "our school"}).content.decode()
    rows = [row.split("</tr>")[0] for row in page.split("<tr>")[2:]]
    keys = [str(pk) for pk in School.objects.values_list("pk", flat=True)]
    bare = {row.replace(f"schools/{key}/join", "schools/n/join") for row in rows for key in keys if f"/{key}/" in row}

    assert len(rows) == 2
    assert len(bare) == 1
    ask = [client.get(reverse("schools:ask_to_join", args=[school.pk])) for school in School.objects.all()]
    assert [one.status_code for one in ask] == [200, 200]
    for name in (ours.coordinator.name, ours.head.name, ours.coordinator.email):
        assert name not in page + "".join(one.content.decode() for one in ask)


@pytest.mark.rule("R5q")
def test_a_search_shows_so_many_and_is_counted(nina, client):
    cache.clear()
    for _n in range(25):
        SchoolFactory(name="Many School")
    setting.change(conf.searches_an_hour, 5, by=iqm_person("Ada", "administrator"), at=NOW)
    client.force_login(nina)

    pages = [client.get(reverse("schools:find"), {"q": "many"}) for _n in range(6)]

    assert [len(page.context["found"] or []) for page in pages] == [20, 20, 20, 20, 20, 0]
    assert "Wait a little" in pages[-1].content.decode()
    assert client.get(reverse("schools:find"), {"q": "ma"}).context["found"] is None


@pytest.mark.rule("R5j")
def test_who_has_no_role_is_led_from_the_start_to_the_answer(ours, nina, client):
    cache.clear()
    client.force_login(nina)
    start = client.get(reverse("home:index"), follow=True).content.decode()
    assert reverse("schools:find") in start
    found = client.get(reverse("schools:find"), {"q": "our school"}).content.decode()
    ask = reverse("schools:ask_to_join", args=[ours.school.pk])
    assert ask in found

    shown = client.post(ask, {"kind": "contributor", "words": "I teach Year 4."}, follow=True).content.decode()
    assert "Waits for an answer" in shown
    request = Joining.objects.get()
    client.force_login(ours.coordinator)
    page = reverse("schools:joining", args=[request.pk])
    assert "I teach Year 4." in client.get(page).content.decode()
    client.post(reverse("schools:accept_joining", args=[request.pk]))

    assert roles_of(nina) == {(ours.school.pk, "contributor")}


@pytest.mark.rule("R5j")
def test_a_role_that_came_by_invitation_meanwhile_stands_once(ours, nina):
    request = asked(ours.school, nina)
    invitation = role_flows.invite(ours.school, email=nina.email, kind="contributor", by=ours.coordinator, at=NOW)
    role_flows.accept(invitation, by=nina, at=NOW)

    joining.accept(request, by=ours.coordinator, at=NOW)

    assert SchoolRole.objects.filter(user=nina).count() == 1


@pytest.mark.rule("R5j")
@pytest.mark.parametrize("is_there", [True, False])
def test_home_of_who_waits_leads_with_the_request(ours, nina, client, is_there):
    if not is_there:
        SchoolRole.objects.filter(school=ours.school).update(ended_at=NOW, ended_by=ours.head)
    with time_machine.travel(NOW, tick=False):
        client.force_login(nina)
        assert "You do not belong to a school yet" in client.get(reverse("home:index"), follow=True).text
        request = asked(ours.school, nina)
        page = " ".join(client.get(reverse("home:index"), follow=True).text.split())
    assert "You do not belong to a school yet" not in page
    assert "You have asked to join Our School" in page
    assert "Asked on 23 Nov 2026" in page or "Asked on 23 November 2026" in page
    who = "The coordinators and heads of the school" if is_there else "The IQM office"
    assert f"{who} answer by" in page
    assert reverse("schools:joining", args=[request.pk]) in page


@pytest.mark.rule("R5j")
def test_asking_the_same_school_again_leads_to_the_request_that_waits(ours, nina, client):
    EmailAddress.objects.get_or_create(user=nina, email=nina.email, defaults={"verified": True, "primary": True})
    request = asked(ours.school, nina)
    client.force_login(nina)
    for ask in (client.get, client.post):
        assert ask(reverse("schools:ask_to_join", args=[ours.school.pk])).url == reverse(
            "schools:joining", args=[request.pk]
        )


@pytest.mark.rule("R5j")
def test_older_answer_is_not_told_as_the_state_once_asked_again(ours, nina, client):
    first = asked(ours.school, nina)
    joining.decline(first, answer="Who are you?", by=ours.head, at=NOW)
    with time_machine.travel(NOW, tick=False):
        client.force_login(nina)
        assert "Declined" in client.get(reverse("home:index"), follow=True).text
        joining.accept(asked(ours.school, nina), by=ours.head, at=NOW)
        assert "Declined" not in client.get(reverse("home:index"), follow=True).text
        page = client.get(reverse("schools:joining", args=[first.pk])).text
    assert "This is an earlier request" in page
    assert "how that stands: Accepted" in " ".join(page.split())
