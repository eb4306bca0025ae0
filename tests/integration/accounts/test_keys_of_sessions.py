"""A session is new at each sign-in and dead after it; what proves a person is used once."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.session_store import SessionStore
from tests.integration.accounts.test_signing_in import SIGNUP, code_of, sign_in, with_password
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def with_session(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def opens(client: Client) -> bool:
    return client.get(reverse("home:index")).status_code == 200


@pytest.fixture
def sam() -> User:
    """Of the office, with an app; the recovery codes come with it."""
    sam = with_password(iqm_person("Sam", "staff"))
    sam.authenticator_set.all().delete()
    Authenticator.objects.create(user=sam, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    return sam


def test_session_from_before_a_sign_in_is_not_the_one_after_it() -> None:
    clara, client = with_password(person("Clara")), Client()
    client.session.save()
    planted = client.session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted

    sign_in(client, clara)

    assert opens(client)
    assert client.session.session_key != planted
    assert not opens(with_session(planted))


def test_session_is_found_until_its_end_and_never_after_it_was_ended() -> None:
    sent = Client().session
    sent["word"] = "kept"
    sent.save()
    key, end = sent.session_key, Session.objects.get().expire_date
    before, at = end - timedelta(microseconds=1), end
    for now, found in ((before, "kept"), (at, None), (before, "kept")):
        with time_machine.travel(now, tick=False):
            session = SessionStore(key)
            assert (session.get("word"), session.session_key) == (found, key if found else None)
    Session.objects.all().delete()
    with time_machine.travel(before, tick=False):
        assert SessionStore(key).get("word") is None


@pytest.mark.parametrize("key", ["", "short", "longer than any key " * 9, "\u202eßéñ—key", "' OR true --"])
def test_what_is_no_key_finds_no_session_and_makes_none(key) -> None:
    Client().session.save()
    session = SessionStore(key)
    assert (session.get("word"), session.session_key) == (None, None)
    assert Session.objects.count() == 1


def test_session_is_dead_after_signing_out() -> None:
    clara, client = with_password(person("Clara")), Client()
    sign_in(client, clara)
    key = client.session.session_key
    assert opens(with_session(key))

    client.post(reverse("account_logout"))

    assert not opens(with_session(key))


def test_code_of_an_app_opens_once(sam) -> None:
    code = code_of(SECRET)

    opened = []
    for client in (Client(), Client()):
        sign_in(client, sam)
        client.post(reverse("mfa_authenticate"), {"code": code})
        opened.append(opens(client))

    assert opened == [True, False]


def test_recovery_code_opens_once(sam) -> None:
    code = RecoveryCodes.activate(sam).get_unused_codes()[0]

    opened = []
    for client in (Client(), Client()):
        sign_in(client, sam)
        client.post(reverse("mfa_authenticate"), {"code": code})
        opened.append(opens(client))

    assert opened == [True, False]


@pytest.mark.parametrize("password", ["qwerty123456", "1q2w3e4r5t6y", "123456789123"])
def test_password_that_many_use_is_refused_however_long(client, password: str) -> None:
    page = client.post(reverse("account_signup"), {**SIGNUP, "password1": password})

    assert page.status_code == 200
    assert User.objects.count() == 0
