"""Signing in by a provider: a real one on loopback, and what it must never open."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts import openid
from iqm_coe.accounts.enums import ProviderKind, Turned
from iqm_coe.accounts.flows import provider as flows
from iqm_coe.accounts.flows.provider import Kept
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.sign_in import FailedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.fetching import Answer, NotFetched
from iqm_coe.lib.origins import Origin
from iqm_coe.notifications.flows import delivery
from tests.integration.accounts.test_signing_in import PASSWORD, code_of, sign_in, with_password
from tests.proofs_of_person import prove, proved_only
from tests.provider import CLIENT, SECRET, Server, running, signs_in_at
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

EMAIL = "hana@ridge.example"
NOWHERE = Origin(None, "")
SIGN_IN = "accounts:sign_in_by_provider"


@pytest.fixture(autouse=True)
def on_monday() -> None:
    """The provider lives on the real day, and its tokens with it."""


@pytest.fixture(scope="session")
def there(tmp_path_factory) -> Server:
    with running(tmp_path_factory.mktemp("provider")) as server:
        yield server


def kept(**other) -> Kept:
    asked = {"name": "Ridge Trust", "client_id": CLIENT, "client_secret": SECRET}
    return Kept(**{**asked, "domains": ("ridge.example",), "is_only_way": False, **other})


@pytest.fixture
def ridge(there, ada) -> Provider:
    made = flows.add(ProviderKind.OTHER, there.issuer, kept(), by=ada, at=timezone.now())
    there.returns_to(f"http://localhost:8000{reverse('accounts:back_from_provider', args=[made.pk])}")
    there.knows(EMAIL, name="Hana Head")
    return made


@pytest.fixture
def hana() -> User:
    made = with_password(person("Hana", email=EMAIL))
    EmailAddress.objects.update_or_create(user=made, email=EMAIL, defaults={"verified": True, "primary": True})
    return made


def linked(user: User, provider: Provider, there: Server) -> ProviderLink:
    subject = there.knows(user.email)
    return ProviderLink.objects.create(user=user, provider=provider, subject=subject, linked_at=timezone.now())


def where_to(page) -> str:
    """Where the page of the hand-over goes by itself."""
    return page.context["where"]


def begun(client: Client, provider: Provider, **fields) -> str:
    return where_to(client.post(reverse(SIGN_IN, args=[provider.pk]), fields))


def back(client: Client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def came(client: Client, provider: Provider, email: str = EMAIL, **fields):
    return back(client, signs_in_at(begun(client, provider, **fields), email))


def is_in(client: Client) -> bool:
    return client.get(reverse("home:index")).status_code == 200


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mails() -> list[str]:
    delivery.deliver_everything_due(timezone.now)
    return [one.subject for one in mail.outbox]


@pytest.mark.rule("R44aa")
def test_linked_person_signs_in_by_the_provider_and_is_taken_where_they_wanted(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    answer = came(client, ridge, next="/me/messages/")

    assert (answer.status_code, answer.url) == (302, "/me/messages/")
    assert is_in(client)
    assert Event.objects.filter(action="sign_in").get().facts["by"] == ["provider"]
    assert "single sign-on" in client.get(reverse("accounts:sign_ins")).text


@pytest.mark.rule("R44aa")
def test_sign_in_page_shows_the_buttons_of_providers_that_are_on(client, ridge, ada) -> None:
    assert "Sign in with Ridge Trust" in client.get(reverse("account_login")).text
    flows.switch(ridge, False, by=ada, at=timezone.now())
    assert "Ridge Trust" not in client.get(reverse("account_login")).text
    assert client.post(reverse(SIGN_IN, args=[ridge.pk])).status_code == 404


@pytest.mark.rule("R44aa")
def test_nobody_is_taken_elsewhere_after_it(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    assert came(client, ridge, next="https://evil.example/").url == reverse("home:index")


@pytest.mark.rule("R44ab")
def test_known_address_alone_opens_nothing_until_the_account_is_proved_too(client, ridge, hana, there) -> None:
    answer = came(client, ridge)
    assert answer.url == reverse("account_login")
    assert not is_in(client)
    assert not ProviderLink.objects.exists()

    sign_in(client, hana)

    assert is_in(client)
    assert ProviderLink.objects.get().user == hana
    assert Event.objects.filter(action="link_provider").exists()
    assert "Ridge Trust now opens your account" in mails()
    again = Client()
    came(again, ridge)
    assert is_in(again)


@pytest.mark.rule("R44ab")
def test_known_address_is_not_linked_to_whoever_signs_in_to_another_account(client, ridge, hana) -> None:
    came(client, ridge)
    sign_in(client, with_password(person("Olga")))
    assert not ProviderLink.objects.exists()


@pytest.mark.rule("R44ab")
def test_person_links_from_their_own_page_with_fresh_proof(ridge, hana, there) -> None:
    client = signed_in(hana)
    back(client, signs_in_at(where_to(client.post(reverse("accounts:link_provider", args=[ridge.pk]))), EMAIL))
    assert ProviderLink.objects.get().user == hana

    session = client.session
    prove(session, hana, at=1)
    session.save()
    assert client.post(reverse("accounts:unlink_provider", args=[ProviderLink.objects.get().pk])).status_code == 401
    assert ProviderLink.objects.exists()


@pytest.mark.rule("R44ab")
def test_link_begun_by_one_is_not_made_for_another(ridge, hana, there) -> None:
    client = signed_in(hana)
    where = where_to(client.post(reverse("accounts:link_provider", args=[ridge.pk])))
    state = client.session["provider_begun"]
    client.force_login(person("Olga"))
    session = client.session
    session["provider_begun"] = state
    session.save()
    assert str(Turned.OTHER_PERSON.label) in back(client, signs_in_at(where, EMAIL)).text
    assert not ProviderLink.objects.exists()


@pytest.mark.rule("R44ab")
def test_account_there_opens_one_account_here(ridge, hana, there) -> None:
    linked(hana, ridge, there)
    client = signed_in(person("Olga"))
    answer = back(client, signs_in_at(where_to(client.post(reverse("accounts:link_provider", args=[ridge.pk]))), EMAIL))
    assert answer.context["words"] == str(Turned.ELSEWHERE.label)
    assert ProviderLink.objects.get().user == hana


@pytest.mark.rule("R44ab")
def test_last_way_in_is_not_unlinked(ridge, hana, there) -> None:
    link = linked(hana, ridge, there)
    hana.set_unusable_password()
    hana.save()
    client = signed_in(hana)
    client.post(reverse("accounts:unlink_provider", args=[link.pk]))
    assert "your only way in" in client.get(reverse("accounts:sign_ins")).text
    assert ProviderLink.objects.exists()

    with_password(hana)
    client = signed_in(hana)
    client.post(reverse("accounts:unlink_provider", args=[link.pk]))
    assert not ProviderLink.objects.exists()
    assert "Ridge Trust no longer opens your account" in mails()


@pytest.mark.rule("R44ab")
def test_link_of_somebody_else_is_not_there(ridge, hana, there) -> None:
    link = linked(hana, ridge, there)
    assert signed_in(person("Olga")).post(reverse("accounts:unlink_provider", args=[link.pk])).status_code == 404


@pytest.mark.rule("R44aa")
def test_newcomer_of_the_domain_makes_an_account_with_nothing_in_it(client, ridge, there) -> None:
    there.knows("new@ridge.example", name="Nina New")
    answer = came(client, ridge, "new@ridge.example")
    assert answer.url == reverse("accounts:join_by_provider")
    assert "Nina New" in client.get(answer.url).text
    assert not User.objects.filter(email="new@ridge.example").exists()

    client.post(answer.url, {"name": "Nina New"})

    nina = User.objects.get(email="new@ridge.example")
    assert is_in(client)
    assert EmailAddress.objects.get(user=nina).verified
    assert not nina.has_usable_password()
    assert client.get(reverse("accounts:join_by_provider")).status_code == 302


@pytest.mark.rule("R44aa")
def test_provider_that_speaks_for_no_domain_makes_no_account(client, ridge, ada, there) -> None:
    flows.change(ridge, kept(domains=()), by=ada, at=timezone.now())
    there.knows("new@elsewhere.example")
    assert came(client, ridge, "new@elsewhere.example").context["words"] == str(Turned.UNKNOWN.label)
    assert not User.objects.filter(email="new@elsewhere.example").exists()


@pytest.mark.rule("R44aa")
def test_factor_is_asked_for_all_the_same(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    TOTP.activate(hana, "JBSWY3DPEHPK3PXP")
    assert came(client, ridge).url == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of("JBSWY3DPEHPK3PXP")})
    assert is_in(client)


@pytest.mark.rule("R44aa")
def test_role_at_iqm_needs_its_own_factor(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    hana.iqm_role_set.create(kind="staff", granted_at=timezone.now())
    came(client, ridge)
    assert client.get(reverse("home:index")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=hana).exists()


@pytest.mark.rule("R44ac")
@pytest.mark.parametrize(
    ("email", "is_verified", "why"),
    [("hana@other.example", True, Turned.OTHER_DOMAIN), ("mara@ridge.example", False, Turned.UNVERIFIED)],
)
def test_other_domain_and_unproved_address_are_turned_away(client, ridge, there, email, is_verified, why) -> None:
    there.knows(email, is_verified=is_verified)
    answer = came(client, ridge, email)
    assert (answer.status_code, answer.context["words"]) == (403, str(why.label))
    assert FailedTries.objects.get().step == "provider"
    assert not User.objects.filter(email=email).exists()


@pytest.mark.rule("R44ac")
def test_answer_is_good_once_and_in_one_browser(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    answer = signs_in_at(begun(client, ridge), EMAIL)
    assert back(Client(), answer).context["words"] == str(Turned.LOST.label)
    back(client, answer)
    assert is_in(client)
    client.logout()
    assert back(client, answer).context["words"] == str(Turned.LOST.label)
    assert not is_in(client)


@pytest.mark.rule("R44ac")
def test_two_tabs_do_not_disturb_each_other(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    first, _second = begun(client, ridge), begun(client, ridge)
    assert back(client, signs_in_at(first, EMAIL)).status_code == 302


@pytest.mark.rule("R44ac")
@pytest.mark.parametrize(
    ("said", "why"), [("access_denied", Turned.CANCELLED), ("<b>server_error</b>", Turned.REFUSED)]
)
def test_what_the_provider_refuses_is_said_in_our_words(client, ridge, said, why) -> None:
    state = parse_qs(urlsplit(begun(client, ridge)).query)["state"][0]
    said_at = reverse("accounts:back_from_provider", args=[ridge.pk])
    answer = client.get(said_at, {"state": state, "error": said, "error_description": "<script>"})
    assert answer.context["words"] == str(why.label)
    assert "server_error" not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.rule("R44ac")
def test_provider_that_is_away_is_said_so(client, ridge, monkeypatch) -> None:
    where = begun(client, ridge)

    def away(*args, **kwargs):
        raise NotFetched("away")

    monkeypatch.setattr(openid, "post_form", away)
    state = parse_qs(urlsplit(where).query)["state"][0]
    answer = client.get(reverse("accounts:back_from_provider", args=[ridge.pk]), {"state": state, "code": "x"})
    assert answer.context["words"] == str(Turned.AWAY.label)


@pytest.mark.rule("R44ac")
def test_provider_that_did_not_answer_is_left_alone_for_some_seconds(client, ridge, monkeypatch) -> None:
    asked = []

    def away(address, headers=None):
        asked.append(address)
        raise NotFetched("away")

    cache.clear()
    monkeypatch.setattr(openid, "get_json", away)
    pages = [client.post(reverse(SIGN_IN, args=[ridge.pk])) for _time in range(3)]
    assert {page.context["words"] for page in pages} == {str(Turned.AWAY.label)}
    assert len(asked) == 1


@pytest.mark.rule("R44ac")
def test_answer_of_another_issuer_is_not_taken(client, ridge) -> None:
    state = parse_qs(urlsplit(begun(client, ridge)).query)["state"][0]
    said = {"state": state, "code": "x", "iss": "https://evil.example"}
    answer = client.get(reverse("accounts:back_from_provider", args=[ridge.pk]), said)
    assert answer.context["words"] == str(Turned.INVALID.label)


def token(there: Server, *, key: str = "", algorithm: str = "RS256", kid: str = "", **claims) -> str:
    now = int(time.time())
    said = {"iss": there.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "sub": "1", "email": EMAIL}
    said |= {"email_verified": True, **claims}
    headers = {"kid": kid or openid.get_json(f"{there.issuer}/.well-known/jwks.json")["keys"][0]["kid"]}
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, None if algorithm == "none" else key or there.key, algorithm, headers)


def other_key() -> str:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


NOW = int(time.time())
TAMPERED = [
    ({"key": "other"}, Turned.INVALID),
    ({"kid": "made-up"}, Turned.INVALID),
    ({"algorithm": "HS256", "key": SECRET * 2}, Turned.INVALID),
    ({"algorithm": "none"}, Turned.INVALID),
    ({"aud": "somebody-else"}, Turned.INVALID),
    ({"aud": [CLIENT, "somebody-else"]}, Turned.INVALID),
    ({"azp": "somebody-else"}, Turned.INVALID),
    ({"iss": "https://evil.example"}, Turned.INVALID),
    ({"nonce": "another"}, Turned.INVALID),
    ({"nonce": None}, Turned.INVALID),
    ({"sub": None}, Turned.INVALID),
    ({"sub": ""}, Turned.INVALID),
    ({"exp": None}, Turned.INVALID),
    ({"iat": NOW - 4000, "exp": NOW - 3600}, Turned.CLOCK),
    ({"iat": NOW + 36000, "exp": NOW + 72000}, Turned.CLOCK),
    ({"email_verified": None}, Turned.UNVERIFIED),
    ({"email_verified": "false"}, Turned.UNVERIFIED),
    ({"email": None}, Turned.UNVERIFIED),
    ({"email": "hana"}, Turned.UNVERIFIED),
    ({"email": "hana@\u212aidge.example"}, Turned.UNVERIFIED),
    ({"email": f"{'h' * 250}@ridge.example"}, Turned.UNVERIFIED),
]


def answered_with(client, ridge, there, monkeypatch, **tampered):
    """The provider answers with a token of the test's own making."""
    begin = parse_qs(urlsplit(begun(client, ridge)).query)
    made = {"nonce": begin["nonce"][0], **tampered}
    made |= {"key": other_key()} if made.get("key") == "other" else {}
    said = token(there, **made)
    monkeypatch.setattr(
        openid, "post_form", lambda *args, **kwargs: Answer(200, {"id_token": said, "access_token": ""})
    )
    back_at = reverse("accounts:back_from_provider", args=[ridge.pk])
    monkeypatch.setattr(openid, "_more", lambda where, key, said: {})
    return client.get(back_at, {"state": begin["state"][0], "code": "x"})


@pytest.mark.rule("R44ac")
@pytest.mark.parametrize(("tampered", "why"), TAMPERED)
def test_tampered_token_opens_nothing(client, ridge, hana, there, monkeypatch, tampered, why) -> None:
    ProviderLink.objects.create(user=hana, provider=ridge, subject="1", linked_at=timezone.now())
    answer = answered_with(client, ridge, there, monkeypatch, **tampered)
    assert (answer.status_code, answer.context["words"]) == (403, str(why.label))
    assert not is_in(client)


@pytest.mark.rule("R44ac")
def test_token_that_nobody_touched_opens_the_account(client, ridge, hana, there, monkeypatch) -> None:
    ProviderLink.objects.create(user=hana, provider=ridge, subject="1", linked_at=timezone.now())
    assert answered_with(client, ridge, there, monkeypatch).status_code == 302
    assert is_in(client)


@pytest.mark.rule("R44ac")
@pytest.mark.parametrize(
    ("claims", "is_taken"),
    [
        ({"email_verified": True}, False),
        ({"preferred_username": EMAIL}, True),
        ({"preferred_username": "somebody@evil.example"}, False),
        ({"xms_edov": True}, True),
        ({"xms_edov": "1"}, True),
        ({"xms_edov": False}, False),
    ],
)
def test_microsoft_is_believed_of_an_address_only_where_its_directory_owns_it(
    client, ridge, hana, there, monkeypatch, claims, is_taken
) -> None:
    Provider.objects.update(kind=ProviderKind.MICROSOFT)
    ProviderLink.objects.create(user=hana, provider=ridge, subject="1", linked_at=timezone.now())
    answered_with(client, ridge, there, monkeypatch, **{"email_verified": None, **claims})
    assert is_in(client) is is_taken


@pytest.fixture
def only(ridge, ada) -> Provider:
    return flows.change(ridge, kept(is_only_way=True), by=ada, at=timezone.now())


@pytest.mark.rule("R44ad")
def test_only_way_password_and_forgotten_password_say_so(client, only, hana, there) -> None:
    linked(hana, only, there)
    assert "sign in with Ridge Trust" in sign_in(client, hana, "wrong").text
    right = sign_in(client, hana)
    assert (right.status_code, "You sign in with Ridge Trust" in right.text) == (403, True)
    assert not is_in(client)
    forgotten = client.post(reverse("account_reset_password"), {"email": EMAIL}).text
    assert "People with this address sign in with Ridge Trust" in forgotten
    made = {"name": "Nina", "email": "new@ridge.example", "password1": "a long walk in Ashford"}
    assert "People with this address sign in with Ridge Trust" in client.post(reverse("account_signup"), made).text
    came(client, only)
    assert is_in(client)


@pytest.mark.rule("R44ad")
def test_only_way_takes_no_password_as_proof_either(client, only, hana, there) -> None:
    linked(hana, only, there)
    came(client, only)
    proved_only(client, "provider", at=0)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    asked = client.post(reverse("accounts:end_other_sessions"), {"proof-password": PASSWORD})
    assert asked.status_code == 401
    assert ("Show it at Ridge Trust" in asked.text, "proof-password" in asked.text) == (True, False)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


@pytest.mark.rule("R44ad")
def test_only_way_sends_a_forgotten_password_to_who_is_not_bound_and_tells_nobody(client, only, hana, there) -> None:
    sam = iqm_person("Sam", "staff")
    User.objects.filter(pk=sam.pk).update(email="sam@ridge.example")
    EmailAddress.objects.filter(user=sam).update(email="sam@ridge.example")
    said = {}
    for email in ("sam@ridge.example", EMAIL, "nobody@ridge.example"):
        page = client.post(reverse("account_reset_password"), {"email": email})
        said[email] = re.sub(r"csrf\S+|nonce\S+|value=\S+", "", page.text).replace(email, "")
        assert "Whoever of them has a role at IQM gets a link" in page.text
    assert len(set(said.values())) == 1
    delivery.deliver_everything_due(timezone.now)
    sent = [message.to for message in mail.outbox if "reset/key" in str(message.body)]
    assert sent == [["sam@ridge.example"]]


@pytest.mark.rule("R44ad")
@pytest.mark.parametrize("by_switch", [False, True])
def test_sessions_by_another_way_end_when_it_becomes_the_only_one(ridge, hana, there, ada, by_switch) -> None:
    sam = iqm_person("Sam", "staff")
    EmailAddress.objects.create(user=sam, email="sam@ridge.example", verified=True)
    theirs, office = signed_in(hana), signed_in(sam)
    for client in (theirs, office):
        client.get(reverse("home:index"))
    if by_switch:
        flows.switch(ridge, False, by=ada, at=timezone.now())
    flows.change(ridge, kept(is_only_way=True), by=ada, at=timezone.now())
    assert is_in(theirs) is by_switch
    if by_switch:
        flows.switch(ridge, True, by=ada, at=timezone.now())
    assert not is_in(theirs)
    assert office.get(reverse("home:index")).status_code == 200


@pytest.mark.rule("R44ad")
def test_only_way_is_first_linked_with_the_password(client, only, hana) -> None:
    came(client, only)
    sign_in(client, hana)
    assert is_in(client)
    assert ProviderLink.objects.get().user == hana


@pytest.mark.rule("R44ad")
def test_only_way_binds_by_the_link_too_whatever_the_address(client, only, hana, there) -> None:
    linked(hana, only, there)
    EmailAddress.objects.filter(user=hana).update(email="hana@home.example")
    User.objects.filter(pk=hana.pk).update(email="hana@home.example")
    hana.refresh_from_db()
    assert sign_in(client, hana).status_code == 403
    assert not is_in(client)


@pytest.mark.rule("R44ad")
def test_only_way_is_not_unlinked_and_binds_nobody_at_iqm(only, hana, there) -> None:
    link = linked(hana, only, there)
    with pytest.raises(Exception, match="alone, so this link stays"):
        flows.unlink(link, by=hana, at=timezone.now(), origin=NOWHERE)
    sam = iqm_person("Sam", "staff")
    EmailAddress.objects.create(user=sam, email="sam@ridge.example", verified=True)
    assert Provider.objects.only_way_of(sam) is None
    assert Provider.objects.only_way_of(hana) == only


@pytest.mark.rule("R44ad")
def test_provider_gone_for_good_lets_a_password_be_set_again(client, only, hana, there, ada) -> None:
    linked(hana, only, there)
    assert "Signs in by Ridge Trust only" in signed_in(ada).get(reverse("accounts:person", args=[hana.pk])).text
    flows.change(only, kept(), by=ada, at=timezone.now())
    sign_in(client, hana)
    assert is_in(client)


@pytest.mark.rule("R44ad")
def test_whoever_never_had_a_password_sets_one_once_the_provider_is_gone(client, ridge, ada, there) -> None:
    there.knows("lone@ridge.example")
    client.post(came(client, ridge, "lone@ridge.example").url, {"name": "Lone Wolf"})
    flows.switch(ridge, False, by=ada, at=timezone.now())
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": "lone@ridge.example"})
    mails()
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body


@pytest.mark.rule("R44ad")
def test_passkey_opens_nothing_where_a_provider_is_the_only_way(rf, only, hana, there) -> None:
    linked(hana, only, there)
    request = rf.post(reverse("mfa_login_webauthn"))
    request.user, request.session = AnonymousUser(), Client().session
    with allauth_context.request_context(request):
        record_authentication(request, hana, "mfa", type="webauthn", passwordless=True)
        answer = perform_login(request, Login(user=hana))
    assert (answer.status_code, request.user.is_authenticated) == (403, False)


@pytest.mark.rule("R44ae")
def test_leaver_whom_the_provider_shuts_out_does_not_come_in(client, only, hana, there) -> None:
    linked(hana, only, there)
    there.shuts_out(EMAIL)
    assert signs_in_at(begun(client, only), EMAIL) == ""
    assert not is_in(client)


@pytest.mark.rule("R44ae")
@pytest.mark.parametrize("end", ["switched off", "domain gone", "unlinked"])
def test_session_by_a_provider_is_over_with_the_next_request(client, ridge, hana, there, ada, end) -> None:
    link = linked(hana, ridge, there)
    other = signed_in(hana)
    came(client, ridge)
    assert is_in(client)

    if end == "switched off":
        flows.switch(ridge, False, by=ada, at=timezone.now())
    elif end == "domain gone":
        flows.change(ridge, kept(domains=("grove.example",)), by=ada, at=timezone.now())
    else:
        flows.unlink(link, by=hana, at=timezone.now(), origin=NOWHERE)

    assert not is_in(client)
    assert "opens this account no longer" in client.get(reverse("account_login")).text
    assert is_in(other)


def told(there: Server, **other) -> str:
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    said = {"email": None, "email_verified": None, "jti": "first", "events": event, "sub": None, **other}
    return token(there, **said)


@pytest.mark.rule("R44ae")
def test_sign_out_told_by_the_provider_ends_the_sessions_by_it_at_once(client, ridge, hana, there) -> None:
    link = linked(hana, ridge, there)
    came(client, ridge)
    other = signed_in(hana)
    said = {"logout_token": told(there, sub=link.subject)}
    address = reverse("accounts:signed_out_there", args=[ridge.pk])
    assert Client(enforce_csrf_checks=True).post(address, said).status_code == 200
    assert not is_in(client)
    assert is_in(other)
    assert Event.objects.filter(action="end_session").get().facts == {"why": "provider"}

    came(client, ridge)
    assert Client().post(address, said).status_code == 400  # the same word again
    assert is_in(client)


@pytest.mark.rule("R44ae")
def test_sign_out_of_one_session_there_ends_that_one(client, ridge, hana, there) -> None:
    link = linked(hana, ridge, there)
    came(client, ridge)
    address = reverse("accounts:signed_out_there", args=[ridge.pk])
    Client().post(address, {"logout_token": told(there, sub=link.subject, sid="another")})
    assert is_in(client)
    Client().post(address, {"logout_token": told(there, jti="second", sid=f"there-{link.subject}")})
    assert not is_in(client)


@pytest.mark.rule("R44ae")
@pytest.mark.parametrize(
    "tampered",
    [
        {"key": "other"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"nonce": "one"},
        {"events": {}},
        {"events": None},
        {"jti": None},
        {"sub": None},
        {"iat": NOW - 4000, "exp": NOW - 3600},
    ],
)
def test_tampered_sign_out_ends_nothing(client, ridge, hana, there, tampered) -> None:
    link = linked(hana, ridge, there)
    came(client, ridge)
    said = {"sub": link.subject, **tampered}
    said |= {"key": other_key()} if said.get("key") == "other" else {}
    address = reverse("accounts:signed_out_there", args=[ridge.pk])
    assert Client().post(address, {"logout_token": told(there, **said)}).status_code == 400
    assert is_in(client)


@pytest.mark.rule("R44aa")
def test_provider_that_did_not_ask_again_proves_nothing(client, ridge, hana, there, monkeypatch) -> None:
    linked(hana, ridge, there)
    came(client, ridge)
    begin = parse_qs(
        urlsplit(where_to(client.post(reverse("accounts:prove_by_provider"), {"provider": ridge.pk}))).query
    )
    said = token(there, nonce=begin["nonce"][0], sub=ProviderLink.objects.get().subject, auth_time=NOW - 4000)
    monkeypatch.setattr(openid, "post_form", lambda *args, **kwargs: Answer(200, {"id_token": said}))
    back_at = reverse("accounts:back_from_provider", args=[ridge.pk])
    answer = client.get(back_at, {"state": begin["state"][0], "code": "x"})
    assert answer.context["words"] == str(Turned.NOT_ASKED.label)


@pytest.mark.rule("R44aa")
def test_whoever_has_no_password_shows_it_again_where_they_sign_in(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    hana.set_unusable_password()
    hana.save()
    came(client, ridge)
    session = client.session
    records = [{**one, "at": 1} for one in session["account_authentication_methods"]]
    session["account_authentication_methods"] = records
    session.save()
    weighty = reverse("accounts:end_other_sessions")
    asked = client.post(weighty)
    assert (asked.status_code, "Show it at Ridge Trust" in asked.text) == (401, True)

    where = where_to(client.post(reverse("accounts:prove_by_provider"), {"provider": ridge.pk}))
    assert "prompt=login" in where
    assert back(client, signs_in_at(where, EMAIL)).url == reverse("accounts:proved_by_provider")

    assert client.post(weighty).status_code == 302


def test_nothing_of_the_token_is_kept(client, ridge, hana, there) -> None:
    linked(hana, ridge, there)
    came(client, ridge)
    assert "id_token" not in str(dict(client.session.items()))
    assert ridge.client_secret.startswith("sealed:")
    assert SECRET not in str(list(Provider.objects.values()))
