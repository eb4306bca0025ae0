"""Sessions: where a person is signed in, ended one by one or all, idle, too old, from a device not seen before."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.flows import role
from iqm_coe.accounts.flows import sign_in as flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import NotPermitted
from iqm_coe.notifications.flows import delivery
from iqm_coe.records import periodic
from tests.clock import NOW
from tests.integration.accounts.test_signing_in import PASSWORD, sign_in, with_password
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"}
PAGE = "accounts:sign_ins"


@pytest.fixture
def clara() -> User:
    return with_password(person("Clara"))


def signed_in(user: User, **said: str) -> Client:
    client = Client(**said)
    client.force_login(user)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse(PAGE)).status_code == 200


def at(after: timedelta) -> time_machine.travel:
    return time_machine.travel(NOW + after, tick=False)


@pytest.mark.rule("R44v")
def test_page_shows_where_one_is_signed_in_and_marks_this_session(clara) -> None:
    here = Client(**FIREFOX)
    sign_in(here, clara)
    signed_in(clara)
    page = here.get(reverse(PAGE)).text
    assert page.count("This session") == 1
    assert "Firefox on Windows" in page.split("This session", maxsplit=1)[0]
    assert page.count("another browser on an unknown device") >= 1


@pytest.mark.rule("R44v")
def test_one_session_is_ended_and_the_others_go_on(clara) -> None:
    here, there, third = signed_in(clara), signed_in(clara), signed_in(clara)
    row = SignIn.objects.order_by("pk")[1]
    assert here.post(reverse("accounts:end_session", args=[row.pk])).status_code == 302
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert Event.objects.of(clara).get().action == "end_session"


@pytest.mark.rule("R44v")
def test_all_others_are_ended_and_this_one_goes_on(clara) -> None:
    here, there = signed_in(clara), signed_in(clara)
    here.post(reverse("accounts:end_other_sessions"))
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.get(reverse(PAGE)).text.count("End it") == 0
    assert SignIn.objects.live(timezone.now(), longest=timedelta(hours=12)).count() == 1


@pytest.mark.rule("R44v")
def test_session_of_somebody_else_is_none(clara) -> None:
    nina = person("Nina")
    theirs = signed_in(nina)
    row = SignIn.objects.get(user=nina)
    assert signed_in(clara).post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    assert is_in(theirs)
    with pytest.raises(NotPermitted):
        flows.end_one(row, by=clara, at=NOW)


@pytest.mark.rule("R44v")
def test_sessions_that_ended_otherwise_are_not_shown(clara) -> None:
    here, there, third = signed_in(clara), signed_in(clara), signed_in(clara)
    third.post(reverse("account_logout"))
    new = {"oldpassword": PASSWORD, "password1": "a longer walk in Ashford", "password2": "a longer walk in Ashford"}
    assert here.post(reverse("account_change_password"), new).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    page = here.get(reverse(PAGE)).text
    assert (page.count("End it"), page.count("This session")) == (0, 1)


@pytest.mark.rule("R44w")
@pytest.mark.parametrize(("kind", "minutes"), [("", 120), ("staff", 60)])
def test_session_ends_when_nothing_is_done(kind: str, minutes: int) -> None:
    user = iqm_person("Una", kind) if kind else person("Una")
    with at(0 * MINUTE):
        on_time, late = signed_in(user), signed_in(user)
    with at(minutes * MINUTE):
        assert is_in(on_time)
    with at((minutes + 1) * MINUTE):
        assert late.get(reverse(PAGE)).url.startswith(reverse("account_login"))
        assert is_in(on_time)
        assert "You were signed out, since nothing was done" in late.get(reverse("account_login")).text
    assert Event.objects.of(user).get().action == "run_out"


@pytest.mark.rule("R44w")
def test_session_ends_after_twelve_hours_whatever_is_done(clara) -> None:
    with at(0 * MINUTE):
        client = signed_in(clara)
    for hour in range(1, 13):
        with at(hour * 60 * MINUTE):
            assert is_in(client), hour
            client.post(reverse("texts:session"))
    with at(12 * 60 * MINUTE + MINUTE):
        assert not is_in(client)


@pytest.mark.rule("R44w")
def test_what_a_page_asks_by_itself_keeps_no_session_alive(clara) -> None:
    with at(0 * MINUTE):
        client = signed_in(clara)
    for minutes in (60, 119):
        with at(minutes * MINUTE):
            told = client.get(reverse("texts:session")).json()
            assert timezone.datetime.fromisoformat(told["ends_at"]) == NOW + 120 * MINUTE
    with at(121 * MINUTE):
        assert client.get(reverse("texts:session")).status_code in {302, 401, 403}


@pytest.mark.rule("R44w")
def test_whoever_says_that_they_are_there_goes_on(clara) -> None:
    with at(0 * MINUTE):
        client = signed_in(clara)
    with at(119 * MINUTE):
        assert timezone.datetime.fromisoformat(
            client.post(reverse("texts:session")).json()["ends_at"]
        ) == NOW + timedelta(minutes=239)
    with at(200 * MINUTE):
        assert is_in(client)


@pytest.mark.rule("R44w")
def test_what_was_typed_is_handed_back_when_the_session_is_over(clara) -> None:
    with at(0 * MINUTE):
        client = signed_in(clara)
    with at(121 * MINUTE):
        answer = client.post(reverse("accounts:profile"), {"name": "Clara the Second", "phone": "", "time_zone": "UTC"})
    assert (answer.status_code, "Clara the Second" in answer.text) == (401, True)
    clara.refresh_from_db()
    assert clara.name == "Clara"


@pytest.mark.rule("R44w")
def test_role_at_iqm_shortens_what_follows(clara) -> None:
    ada = iqm_person("Ada", "administrator")
    client = signed_in(clara)
    role.grant(clara, "staff", by=ada, at=timezone.now())
    assert not is_in(client)
    client.force_login(User.objects.get(pk=clara.pk))
    assert SignIn.objects.filter(user=clara).latest("pk").idle_minutes == 60


@pytest.mark.rule("R44w")
def test_page_tells_the_browser_how_long_is_left(clara) -> None:
    with at(0 * MINUTE):
        client = signed_in(clara)
        assert 'data-session-left="7200"' in client.get(reverse(PAGE)).text


@pytest.mark.rule("R44x")
def test_new_device_is_told_by_mail_and_a_known_one_is_not(clara) -> None:
    first, other = Client(), Client(**FIREFOX)
    for client in (first, first, other, other):
        sign_in(client, clara)
        client.post(reverse("account_logout"))
    delivery.deliver_everything_due(timezone.now)
    assert [one.subject for one in mail.outbox] == ["A sign-in from a new device"]
    assert "Firefox on Windows" in mail.outbox[0].body
    assert reverse(PAGE) in mail.outbox[0].body


@pytest.mark.rule("R44x")
def test_browser_of_several_people_knows_each(clara) -> None:
    nina, shared = with_password(person("Nina")), Client()
    for user in (clara, nina, clara, nina):
        sign_in(shared, user)
        shared.post(reverse("account_logout"))
    delivery.deliver_everything_due(timezone.now)
    assert mail.outbox == []


@pytest.mark.rule("R44x")
def test_cookie_made_up_by_a_browser_knows_nobody(clara) -> None:
    sign_in(Client(), clara)
    forged = Client()
    forged.cookies["iqm_device"] = "W10:anything:made-up"
    sign_in(forged, clara)
    delivery.deliver_everything_due(timezone.now)
    assert len(mail.outbox) == 1


@pytest.mark.rule("R46h")
def test_sessions_that_are_over_are_cleared_at_night(clara) -> None:
    with at(0 * MINUTE):
        signed_in(clara)
        assert periodic.clear() == 0
    with at(timedelta(hours=13)):
        signed_in(clara)
        periodic.clear()
        assert (Session.objects.count(), SignIn.objects.count()) == (1, 2)
    with at(timedelta(hours=25)):
        periodic.clear()
        assert SignIn.objects.count() == 1


def test_session_is_not_seen_before_it_began(clara) -> None:
    signed_in(clara)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.update(seen_at=NOW - timedelta(days=1))
    row = SignIn.objects.get()
    flows.see(row.pk, at=NOW - timedelta(days=1))
    row.refresh_from_db()
    assert row.seen_at == row.begun_at
