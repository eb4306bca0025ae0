"""Roles at IQM: granted and ended by an administrator, never one's own, and never the last administrator."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.notifications.models.outbox import Message
from tests.clock import NOW, days
from tests.factories.accounts import IqmRoleFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R45a")
def test_grant_writes_role_event_and_mail(ada) -> None:
    sam = person("Sam")
    role = role_flows.grant(sam, "staff", by=ada, at=NOW)
    event = Event.objects.get(action="grant")
    assert (role.kind, role.granted_by, role.granted_at) == ("staff", ada, NOW)
    assert (event.by, event.at, event.facts) == (ada, NOW, {"user": sam.pk, "kind": "staff"})
    assert (Message.objects.get().kind, Message.objects.get().audience_of) == (
        "accounts/iqm_role_granted",
        {"ids": [sam.pk]},
    )
    assert User.objects.get(pk=sam.pk).iqm_roles == {"staff"}


def test_grant_of_a_role_held_already_is_refused(ada) -> None:
    sam = iqm_person("Sam", "staff")
    with pytest.raises(Refused, match="Sam already holds the role IQM staff"):
        role_flows.grant(sam, "staff", by=ada, at=NOW)
    assert IqmRole.objects.filter(user=sam).count() == 1


def test_grant_again_after_the_end_is_a_new_row(ada) -> None:
    sam = iqm_person("Sam", "staff")
    role_flows.end(sam.iqm_role_set.get(), by=ada, at=NOW + days(1), reason="Left.")
    role_flows.grant(sam, "staff", by=ada, at=NOW + days(2))
    rows = IqmRole.objects.filter(user=sam).order_by("pk")
    assert [row.ended_at for row in rows] == [NOW + days(1), None]


@pytest.mark.rule("R48a")
def test_grant_of_ones_own_role_is_refused(ada) -> None:
    with pytest.raises(NotPermitted):
        role_flows.grant(ada, "staff", by=ada, at=NOW)
    assert IqmRole.objects.get().kind == "administrator"


@pytest.mark.parametrize("kind", ["staff", "adviser", "assessor", "finance"])
def test_grant_by_anybody_but_an_administrator_is_refused(kind: str) -> None:
    with pytest.raises(NotPermitted):
        role_flows.grant(person("Sam"), "staff", by=iqm_person("Someone", kind), at=NOW)
    assert IqmRole.objects.count() == 1


@pytest.mark.rule("R44e", "R45a")
def test_end_stops_the_role_with_its_reason_on_record(ada) -> None:
    sam = iqm_person("Sam", "staff")
    role_flows.end(sam.iqm_role_set.get(), by=ada, at=NOW + days(1), reason="Moved on.")
    event = Event.objects.get(action="end")
    role = IqmRole.objects.get(user=sam)
    assert (role.ended_at, role.ended_by) == (NOW + days(1), ada)
    assert (event.by, event.reason) == (ada, "Moved on.")
    assert User.objects.get(pk=sam.pk).iqm_roles == frozenset()


def test_end_twice_changes_nothing(ada) -> None:
    sam = iqm_person("Sam", "staff")
    role = sam.iqm_role_set.get()
    role_flows.end(role, by=ada, at=NOW + days(1), reason="Moved on.")
    role_flows.end(role, by=ada, at=NOW + days(2), reason="Again.")
    assert IqmRole.objects.get(user=sam).ended_at == NOW + days(1)
    assert Event.objects.filter(action="end").count() == 1


@pytest.mark.rule("R48a")
def test_end_of_ones_own_role_is_refused(ada) -> None:
    iqm_person("Bea", "administrator")
    with pytest.raises(NotPermitted):
        role_flows.end(ada.iqm_role_set.get(), by=ada, at=NOW, reason="Enough.")
    assert IqmRole.objects.live().count() == 2


@pytest.mark.rule("R48d")
def test_end_of_another_administrator_leaves_the_last_one(ada) -> None:
    bea = iqm_person("Bea", "administrator")
    role_flows.end(bea.iqm_role_set.get(), by=ada, at=NOW, reason="Left.")
    assert IqmRole.objects.live().get().user == ada


@pytest.mark.rule("R48d")
def test_end_of_the_last_administrator_is_refused_even_when_an_ended_one_asks_late(ada) -> None:
    """The request of an administrator whose own role ended meanwhile: permission is read afresh under lock."""
    bea = iqm_person("Bea", "administrator")
    assert bea.iqm_roles == {"administrator"}
    role_flows.end(bea.iqm_role_set.get(), by=ada, at=NOW, reason="Left.")
    with pytest.raises((NotPermitted, role_flows.LastAdministrator)):
        role_flows.end(ada.iqm_role_set.get(), by=bea, at=NOW, reason="Revenge.")
    assert IqmRole.objects.live().get().user == ada


@pytest.mark.rule("R48d")
def test_end_of_the_last_active_administrator_is_refused(ada) -> None:
    """A deactivated administrator lets nobody in, so they do not count as one who is left."""
    bea = iqm_person("Bea", "administrator")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    caller = User.objects.get(pk=ada.pk)
    with pytest.raises((NotPermitted, role_flows.LastAdministrator)):
        role_flows.end(bea.iqm_role_set.get(), by=caller, at=NOW, reason="Left.")
    assert IqmRole.objects.live().filter(user=bea).exists()


def test_person_page_grants_and_ends(client, ada) -> None:
    sam = person("Sam")
    client.force_login(ada)
    granted = client.post(reverse("accounts:person", args=[sam.pk]), {"kind": "adviser"}, follow=True)
    assert "Granted. Sam sets up a second factor at the next sign-in." in granted.content.decode()
    role = IqmRole.objects.get(user=sam)
    ended = client.post(reverse("accounts:end_role", args=[role.pk]), {"reason": "Moved on."}, follow=True)
    assert "The role has ended." in ended.content.decode()
    assert IqmRole.objects.live().filter(user=sam).count() == 0


def test_end_page_without_a_reason_keeps_the_role(client, ada) -> None:
    role = IqmRoleFactory()
    client.force_login(ada)
    page = client.post(reverse("accounts:end_role", args=[role.pk]), {"reason": " "})
    assert page.status_code == 200
    assert IqmRole.objects.get(pk=role.pk).ended_at is None


@pytest.mark.rule("R48a")
def test_person_page_of_oneself_offers_nothing_and_refuses_a_handmade_post(client, ada) -> None:
    client.force_login(ada)
    url = reverse("accounts:person", args=[ada.pk])
    assert "Another administrator does it." in client.get(url).content.decode()
    assert client.post(url, {"kind": "staff"}).status_code == 403
    assert IqmRole.objects.get(user=ada).kind == "administrator"


@pytest.mark.parametrize("kind", ["staff", "adviser"])
def test_people_pages_are_for_administrators(client, kind: str) -> None:
    client.force_login(iqm_person("Sam", kind))
    for name in ("people", "invite", "settings", "audit"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 403, name


def test_people_page_finds_by_name_and_address(client, ada) -> None:
    person("Clara Jensen", email="cj@people.example")
    person("Tom Achebe", email="ta@people.example")
    client.force_login(ada)
    url = reverse("accounts:people")
    assert "Tom Achebe" not in client.get(url, {"q": "jensen"}).content.decode()
    assert "Clara Jensen" in client.get(url, {"q": "CJ@PEOPLE"}).content.decode()


def names_on(page) -> set[str]:
    return {row.record.name for row in page.context["list"].page}


@pytest.mark.rule("R44am")
def test_list_of_people_is_narrowed_by_the_role_they_hold_now(client, ada) -> None:
    iqm_person("Sam", "staff")
    both = iqm_person("Bea", "staff")
    IqmRoleFactory(user=both, kind="adviser")
    gone = iqm_person("Gus", "staff")
    role_flows.end(gone.iqm_role_set.get(), by=ada, at=NOW, reason="Left.")
    client.force_login(ada)
    url = reverse("accounts:people")

    assert names_on(client.get(url, {"role": "staff"})) == {"Sam", "Bea"}
    assert names_on(client.get(url, {"role": "adviser"})) == {"Bea"}
    assert "Gus" in names_on(client.get(url, {"role": "none"}))
    assert names_on(client.get(url, {"role": "none"})).isdisjoint({"Sam", "Bea"})
    rows = client.get(url).context["list"].page
    told = {row.record.name: row.record.roles_in_words for row in rows}
    assert (told["Bea"], told["Gus"]) == ("IQM staff, Adviser", "")


@pytest.mark.rule("R44am")
def test_list_of_people_says_who_can_sign_in(client, ada) -> None:
    person("Open Olga")
    User.objects.filter(pk=person("Shut Sheila").pk).update(is_active=False)
    User.objects.filter(pk=person("Person 7").pk).update(is_active=False, email="person-7@erased.invalid")
    client.force_login(ada)
    url = reverse("accounts:people")

    assert "Open Olga" in names_on(client.get(url, {"account": "open"}))
    assert names_on(client.get(url, {"account": "shut"})) == {"Shut Sheila"}
    assert names_on(client.get(url, {"account": "erased"})) == {"Person 7"}
    told = {row.record.name: row.record.account for row in client.get(url).context["list"].page}
    assert (told["Open Olga"], told["Shut Sheila"], told["Person 7"]) == ("open", "shut", "erased")


@pytest.mark.parametrize("name", ["people", "audit"])
def test_search_for_characters_that_no_database_holds_finds_nothing(client, ada, name: str) -> None:
    client.force_login(ada)
    query = {"q": "a\x00b", "about": "a\x00b", "action": "a\x00b"}
    assert client.get(reverse(f"accounts:{name}"), query).status_code in {200, 400}
