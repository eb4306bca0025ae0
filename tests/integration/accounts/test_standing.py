"""An offer does not outlive the right to make it, nobody appoints themselves, no session vouches for another."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from iqm_coe.accounts.flows import invitation
from iqm_coe.accounts.flows import role as iqm_role
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.lib.discreet import masked
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from schools.flows import cover, role
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.proofs_of_person import proved_only
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R48a")
def test_offer_of_an_administrator_who_has_gone_is_void() -> None:
    ada, megan = iqm_person("Ada", "administrator"), person("Megan")
    offer = invitation.invite_to_iqm(megan.email, "administrator", by=ada, at=NOW)
    IqmRole.objects.filter(user=ada).update(ended_at=NOW, ended_by=megan)
    with pytest.raises(Refused, match="can no longer do so"):
        invitation.accept_iqm(offer, by=megan, at=NOW + days(1))
    assert not IqmRole.objects.filter(user=megan).exists()


@pytest.mark.rule("R5b")
def test_offer_of_a_coordinator_who_has_left_is_void() -> None:
    ours, megan = staffed_school("Ours"), person("Megan")
    offer = role.invite(ours.school, email=megan.email, kind="coordinator", by=ours.coordinator, at=NOW)
    role.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.head, at=NOW)
    role.hold(ours.school, ours.coordinator, "coordinator", by=ours.head, at=NOW)
    with pytest.raises(WrongState, match="Withdrawn"):
        role.accept(offer, by=megan, at=NOW + days(1))
    assert not SchoolRole.objects.filter(user=megan).exists()


@pytest.mark.rule("R5w")
def test_offers_fall_with_the_right_to_make_them_and_no_new_role_revives_them() -> None:
    ours, ada, sam = staffed_school("Ours"), iqm_person("Ada", "administrator"), iqm_person("Sam", "staff")
    SchoolRoleFactory(user=ours.coordinator, school=ours.school, kind="finance")
    ours_of = {"school": ours.school, "kind": "contributor", "at": NOW}
    by_coordinator = role.invite(email="a@people.example", by=ours.coordinator, **ours_of)
    by_head = role.invite(email="b@people.example", by=ours.head, **ours_of)
    by_staff = role.invite(email="c@people.example", by=sam, **ours_of)
    to_iqm = invitation.invite_to_iqm("d@people.example", "staff", by=ada, at=NOW)

    role.end_role(SchoolRole.objects.get(user=ours.coordinator, kind="finance"), by=ours.head, at=NOW)
    still_open = [one.state for one in RoleInvitation.objects.order_by("pk")]
    role.end_role(SchoolRole.objects.get(user=ours.coordinator, kind="coordinator"), by=ours.head, at=NOW)
    for gone, by in ((sam, ada), (ada, iqm_person("Bea", "administrator"))):
        iqm_role.end(IqmRole.objects.get(user=gone), by=by, at=NOW, reason="Retired.")
    role.hold(ours.school, ours.coordinator, "coordinator", by=ours.head, at=NOW)
    iqm_role.grant(sam, "staff", by=iqm_person("Cleo", "administrator"), at=NOW)

    for offer in (by_coordinator, by_head, by_staff, to_iqm):
        offer.refresh_from_db()
    assert still_open == ["open", "open", "open"]
    assert [one.state for one in (by_coordinator, by_head, by_staff, to_iqm)] == [
        "withdrawn",
        "open",
        "withdrawn",
        "withdrawn",
    ]


@pytest.mark.rule("R5w", "R5s")
def test_offer_of_cover_falls_with_its_day() -> None:
    ours, megan = staffed_school("Ours"), person("Megan")
    covers = SchoolRoleFactory(school=ours.school, kind="coordinator", until=TODAY)
    offer = role.invite(ours.school, email=megan.email, kind="contributor", by=covers.user, at=NOW)

    with time_machine.travel(NOW + days(1)):
        with pytest.raises(Refused, match="can no longer do so"):
            role.accept(offer, by=megan, at=NOW + days(1))
        cover.end_what_is_past(at=NOW + days(1))

    offer.refresh_from_db()
    assert offer.state == "withdrawn"


@pytest.mark.rule("R48a")
def test_nobody_makes_themselves_head() -> None:
    ours, sam = staffed_school("Ours"), iqm_person("Sam", "staff")
    with pytest.raises(NotPermitted):
        role.invite(ours.school, email=ours.coordinator.email, kind="headteacher", by=ours.coordinator, at=NOW)
    offer = role.invite(ours.school, email=sam.email, kind="headteacher", by=sam, at=NOW)
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        role.accept(offer, by=sam, at=NOW)
    assert list(SchoolRole.objects.filter(kind="headteacher").values_list("user", flat=True)) == [ours.head.pk]


@pytest.mark.rule("R5f")
def test_removed_person_who_is_also_head_does_not_inherit_from_themselves() -> None:
    ours = staffed_school("Ours")
    nina = person("Nina")
    both = [role.hold(ours.school, nina, kind, by=None, at=NOW) for kind in ("coordinator", "headteacher")]
    role.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.head, at=NOW)
    role.end_role(both[0], by=ours.head, at=NOW)
    live = SchoolRole.objects.live().filter(kind="coordinator")
    assert list(live.values_list("user", flat=True)) == [ours.head.pk]


@pytest.mark.rule("R44f")
def test_factor_of_one_session_does_not_open_another(client) -> None:
    sam = iqm_person("Sam", "staff")
    client.force_login(sam)
    proved_only(client, "password")
    assert client.get("/work/").url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.rule("R44f")
def test_code_of_the_factor_opens_the_session_that_lacked_it(client) -> None:
    sam = iqm_person("Sam", "staff")
    client.force_login(sam)
    proved_only(client, "password")
    asked = client.get("/outbox/").url
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    assert client.post(asked, {"code": "000000"}).status_code == 200
    assert client.post(asked, {"code": code}).url == "/outbox/"
    assert client.get("/outbox/").status_code == 200


@pytest.mark.rule("R44f")
def test_factor_that_is_taken_away_is_asked_for_on_the_next_click(client) -> None:
    sam = iqm_person("Sam", "staff")
    client.force_login(sam)
    Authenticator.objects.filter(user=sam).delete()
    assert client.get("/work/").url == reverse("mfa_index")


def test_address_is_not_changed_without_the_password_again(client) -> None:
    tom = person("Tom")
    tom.set_password("a long walk in Ashford")
    tom.save()
    client.force_login(tom)
    proved_only(client, "password", at=0)
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "evil@people.example"})
    assert "Is it you?" in answer.text
    assert not Event.objects.filter(action="add_email").exists()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/schools/invitations/UIHo0mZ3UIHo0mZ3UIHo0mZ3/", "/schools/invitations/…/"),
        ("/invitations/iqm/UIHo0mZ3UIHo0mZ3UIHo0mZ3/", "/invitations/iqm/…/"),
        ("/accounts/password/reset/key/1-set-password/", "/accounts/password/reset/key/…/"),
        ("/centres/invitations/12/", "/centres/invitations/12/"),
        ("/schools/12/people/", "/schools/12/people/"),
    ],
)
def test_log_holds_no_key_of_an_address(path: str, logged: str) -> None:
    assert masked(path) == logged
