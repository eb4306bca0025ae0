"""An account in the wrong hands: shut, opened again, signed out everywhere, and who is told."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.flows import emergency
from iqm_coe.accounts.flows.role import LastAdministrator
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import NotPermitted
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from tests.clock import NOW
from tests.integration.accounts.test_signing_in import sign_in, with_password
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

WHY = {"reason": "A stolen laptop."}


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


@pytest.fixture
def clara() -> User:
    return with_password(person("Clara"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("home:index")).status_code == 200


@pytest.mark.rule("R48h")
def test_shut_account_is_out_at_once_and_lets_nobody_in(ada, clara) -> None:
    office, theirs = signed_in(ada), signed_in(clara)
    assert office.post(reverse("accounts:shut_person", args=[clara.pk]), WHY).status_code == 302
    assert not is_in(theirs)
    again = Client()
    sign_in(again, clara)
    assert not is_in(again)
    words = again.get(reverse("account_inactive")).text
    assert "coordinator" not in words
    assert "it alone opens the account again" in " ".join(words.split())
    assert "This account is shut" in office.get(reverse("accounts:person", args=[clara.pk])).text


@pytest.mark.rule("R48h")
def test_opened_account_signs_in_anew_and_no_session_of_before_comes_back(ada, clara) -> None:
    theirs = signed_in(clara)
    emergency.shut(clara, by=ada, at=timezone.now(), reason="Why.")
    emergency.reopen(clara, by=ada, at=timezone.now(), reason="Why not.")
    assert not is_in(theirs)
    again = Client()
    sign_in(again, clara)
    assert is_in(again)


@pytest.mark.rule("R48h")
def test_sessions_of_somebody_are_ended_and_they_sign_in_again(ada, clara) -> None:
    office, theirs = signed_in(ada), signed_in(clara)
    office.post(reverse("accounts:end_sessions_of", args=[clara.pk]), WHY)
    assert not is_in(theirs)
    sign_in(theirs, clara)
    assert is_in(theirs)


@pytest.mark.rule("R48h")
@pytest.mark.parametrize("act", [emergency.shut, emergency.end_sessions])
def test_every_administrator_reads_what_was_done_and_why(ada, clara, act) -> None:
    bea, sam = iqm_person("Bea", "administrator"), iqm_person("Sam", "staff")
    act(clara, by=ada, at=NOW, reason="A stolen laptop.")
    while reader.address_one(NOW):
        pass
    told = Delivery.objects.filter(message__kind="accounts/emergency")
    assert set(told.values_list("user", flat=True)) == {ada.pk, bea.pk}
    assert sam.pk not in set(told.values_list("user", flat=True))
    assert all("A stolen laptop." in row.text and "Clara" in row.subject for row in told)
    texts = {row.user.name: row.text for row in told}
    assert "speak to Ada" in texts["Bea"]
    assert "speak to Ada" not in texts["Ada"]
    assert Event.objects.of(clara).exclude(action="end_sessions").get().reason == "A stolen laptop."


@pytest.mark.rule("R48h")
@pytest.mark.parametrize("act", [emergency.shut, emergency.reopen, emergency.end_sessions])
def test_nobody_but_an_administrator_and_never_to_oneself(ada, clara, act) -> None:
    iqm_person("Bea", "administrator")
    for by, whom in ((ada, ada), (clara, clara), (iqm_person("Sam", "staff"), clara)):
        with pytest.raises(NotPermitted), transaction.atomic():
            act(whom, by=by, at=NOW, reason="Why.")
    assert set(User.objects.values_list("is_active", flat=True)) == {True}


@pytest.mark.rule("R48d")
def test_two_administrators_who_shut_each_other_leave_one(ada) -> None:
    bea = iqm_person("Bea", "administrator")
    emergency.shut(bea, by=ada, at=NOW, reason="Why.")
    stale = User.objects.get(pk=bea.pk)
    stale.is_active = True  # as the other request read them a moment ago
    with pytest.raises(LastAdministrator):
        emergency.shut(ada, by=stale, at=NOW, reason="Why.")
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.rule("R48h")
def test_what_is_so_already_is_said(ada, clara) -> None:
    with pytest.raises(Refused, match="is open"):
        emergency.reopen(clara, by=ada, at=NOW, reason="Why.")
    emergency.shut(clara, by=ada, at=NOW, reason="Why.")
    with pytest.raises(Refused, match="is shut already"):
        emergency.shut(clara, by=ada, at=NOW, reason="Why.")


@pytest.mark.rule("R48h")
@pytest.mark.parametrize(
    ("act", "said"),
    [
        (emergency.shut, "has shut your account"),
        (emergency.reopen, "has opened your account again"),
        (emergency.end_sessions, "signed you out on every computer"),
    ],
)
def test_person_is_told_what_was_done_and_not_why(ada, clara, act, said) -> None:
    if act == emergency.reopen:
        User.objects.filter(pk=clara.pk).update(is_active=False)
    act(clara, by=ada, at=NOW, reason="A stolen laptop.")
    while reader.address_one(NOW):
        pass
    told = Delivery.objects.get(message__kind="accounts/emergency_of_yours")
    assert told.address == clara.email
    assert said in told.text
    assert ("Sign in:" in told.text) == (act != emergency.shut), "nobody signs in to what is shut"
    assert "A stolen laptop." not in told.text
