"""An unproved session reaches its own proof and nothing else; the factor is never replaced by the password (A1)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import NoReverseMatch, reverse

from iqm_coe.accounts import proof
from iqm_coe.accounts.flows import invitation, role
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.models.outbox import Message
from tests.clock import NOW
from tests.integration.accounts.test_signing_in import PASSWORD, code_of, sign_in, with_password
from tests.meta.policy import routes
from tests.proofs_of_person import proved_only
from tests.scene import person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
SHUT, OPEN = "shut", "open"
# By hand: what a session that proved the password alone is answered, of somebody whose factor is the app.
OF_AN_UNPROVED_SESSION = {
    "account_login": SHUT,
    "account_signup": SHUT,
    "account_inactive": SHUT,
    "account_logout": OPEN,
    "account_email": SHUT,
    "account_email_verification_sent": SHUT,
    "account_change_password": SHUT,
    "account_set_password": SHUT,
    "account_reauthenticate": SHUT,
    "account_request_reauthentication_code": SHUT,
    "account_confirm_reauthentication_code": SHUT,
    "account_reset_password": SHUT,
    "account_reset_password_done": SHUT,
    "account_reset_password_from_key": SHUT,
    "account_reset_password_from_key_done": SHUT,
    "account_confirm_login_code": SHUT,
    "mfa_index": SHUT,
    "mfa_authenticate": SHUT,
    "mfa_reauthenticate": OPEN,
    "mfa_activate_totp": SHUT,
    "mfa_deactivate_totp": SHUT,
    "mfa_view_recovery_codes": SHUT,
    "mfa_generate_recovery_codes": SHUT,
    "mfa_download_recovery_codes": SHUT,
    "mfa_list_webauthn": SHUT,
    "mfa_add_webauthn": SHUT,
    "mfa_edit_webauthn": SHUT,
    "mfa_remove_webauthn": SHUT,
    "mfa_login_webauthn": SHUT,
    "mfa_reauthenticate_webauthn": SHUT,
}
# By hand: which of them ask for fresh proof of a person whose proof is old.
ASKS_AGAIN = {
    "account_change_password",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
ARGUMENTS = {"account_reset_password_from_key": ["1", "key"]}


def address(name: str) -> str:
    try:
        return reverse(name, args=ARGUMENTS.get(name, []))
    except NoReverseMatch:
        return reverse(name, args=[1])


def with_factor(user: User) -> User:
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    RecoveryCodes.activate(user)
    return with_password(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_table_names_every_address_of_signing_in() -> None:
    assert {name for name in routes() if name.startswith(("account_", "mfa_"))} == set(OF_AN_UNPROVED_SESSION)


@pytest.mark.rule("R44f")
@pytest.mark.parametrize("kind", ["", "staff"])
@pytest.mark.parametrize("name", OF_AN_UNPROVED_SESSION)
def test_session_that_proved_the_password_alone_reaches_its_proof_and_nothing_else(name: str, kind: str) -> None:
    user = with_factor(person("Sam"))
    if kind:
        IqmRole.objects.create(user=user, kind=kind, granted_at=NOW)
    client = proved_only(signed_in(user), "password")
    before = dict(Authenticator.objects.values_list("pk", "data"))

    answers = [getattr(client, method)(address(name)) for method in ("get", "post")]

    if OF_AN_UNPROVED_SESSION[name] is SHUT:
        assert {(one.status_code, one.url.partition("?")[0]) for one in answers} == {
            (302, reverse("mfa_reauthenticate"))
        }
    else:
        assert answers[0].status_code == 200
    assert dict(Authenticator.objects.values_list("pk", "data")) == before


@pytest.mark.rule("R44f")
@pytest.mark.parametrize("kind", ["", "staff"])
def test_password_opens_neither_codes_nor_removal_nor_another_factor(kind: str) -> None:
    """As it was taken: the password typed again, and then the codes read, or the factor replaced."""
    user = with_factor(person("Sam"))
    if kind:
        IqmRole.objects.create(user=user, kind=kind, granted_at=NOW)
    client = proved_only(signed_in(user), "password")
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]

    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    pages = [client.get(address(name), follow=True).text for name in sorted(ASKS_AGAIN)]
    client.post(reverse("mfa_deactivate_totp"))

    assert again.url.startswith(reverse("mfa_reauthenticate"))
    assert not [page for page in pages if code in page]
    assert Authenticator.objects.filter(user=user).count() == 2


@pytest.mark.rule("R44j")
@pytest.mark.parametrize("name", sorted(ASKS_AGAIN))
def test_what_opens_the_account_asks_for_the_factor_again_when_the_proof_is_old(name: str) -> None:
    client = proved_only(signed_in(with_factor(person("Clara"))), "mfa", "password", at=0)
    assert client.get("/work/").status_code == 200

    answers = [getattr(client, method)(address(name)) for method in ("get", "post")]

    assert {one.url.partition("?")[0] for one in answers} == {reverse("mfa_reauthenticate")}


@pytest.mark.rule("R44j")
def test_password_just_typed_is_not_the_factor_just_shown() -> None:
    client = proved_only(signed_in(with_factor(person("Clara"))), "mfa", at=0)
    session = client.session
    session["account_authentication_methods"].append({"method": "password", "at": 2**40, "reauthenticated": True})
    session.save()
    assert client.get(reverse("mfa_view_recovery_codes")).url.startswith(reverse("mfa_reauthenticate"))


@pytest.mark.rule("R44j")
@pytest.mark.parametrize("email", ["evil@people.example"])
def test_address_is_added_after_the_factor_and_not_after_the_password(email: str) -> None:
    user = with_factor(person("Clara"))
    client = proved_only(signed_in(user), "mfa", at=0)
    answer = client.post(reverse("account_email"), {"action_add": "", "email": email})
    assert answer.status_code == 401
    assert not Event.objects.filter(action="add_email").exists()


@pytest.mark.rule("R44j")
@pytest.mark.django_db(transaction=True)
def test_person_without_a_factor_sets_one_up_after_the_password() -> None:
    clara = with_password(person("Clara"))
    client = proved_only(signed_in(clara), "password", at=0)
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get("/work/").status_code == 200


@pytest.mark.rule("R44f")
def test_new_password_by_mail_is_no_way_round_the_factor() -> None:
    sam = with_factor(iqm_person_without("Sam"))
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": sam.email})
    key = Message.objects.get().context["text"].partition("/accounts/password/reset/key/")[2].split()[0]
    page = browser.get(f"/accounts/password/reset/key/{key}", follow=True)
    new = "a wholly other sentence"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert browser.get("/work/").url.startswith(reverse("account_login"))
    assert sign_in(browser, sam, new).url == reverse("mfa_authenticate")
    assert browser.get("/work/").status_code == 302


def iqm_person_without(name: str) -> User:
    user = person(name)
    IqmRole.objects.create(user=user, kind="staff", granted_at=NOW)
    return user


@pytest.mark.rule("R44k")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["added", "removed", "codes made anew", "password changed"])
def test_other_sessions_end_when_a_way_in_changes(what: str) -> None:
    clara = with_password(person("Clara"))
    if what != "added":
        with_factor(clara)
    here, there = signed_in(clara), signed_in(clara)
    secret = here.get(reverse("mfa_activate_totp")).context["form"].secret if what == "added" else ""
    ways = {
        "added": ("mfa_activate_totp", {"code": code_of(secret) if secret else ""}),
        "removed": ("mfa_deactivate_totp", {}),
        "codes made anew": ("mfa_generate_recovery_codes", {}),
        "password changed": (
            "account_change_password",
            {"oldpassword": PASSWORD, "password1": "a wholly other walk", "password2": "a wholly other walk"},
        ),
    }
    name, data = ways[what]

    assert here.post(reverse(name), data).status_code == 302

    assert here.get("/work/").status_code == 200
    assert there.get("/work/").url.startswith(reverse("account_login"))


@pytest.mark.rule("R44k")
def test_sessions_end_when_a_role_at_iqm_is_granted(ada) -> None:
    clara = person("Clara")
    there = signed_in(clara)
    role.grant(clara, "staff", by=ada, at=NOW)
    assert there.get("/work/").url.startswith(reverse("account_login"))


@pytest.mark.rule("R44k")
@pytest.mark.usefixtures("on_monday")
def test_whoever_accepts_a_role_goes_on_and_their_other_sessions_end(ada) -> None:
    clara = person("Clara")
    offer = invitation.invite_to_iqm(clara.email, "staff", by=ada, at=NOW)
    here, there = signed_in(clara), signed_in(clara)

    here.post(reverse("accounts:iqm_invitation", args=[offer.key]), {"csrfmiddlewaretoken": "as every form sends it"})

    assert here.get("/work/").url == reverse("mfa_index")
    assert there.get("/work/").url.startswith(reverse("account_login"))


@pytest.mark.rule("R44k")
@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_download_recovery_codes"])
def test_whoever_is_shown_the_codes_reads_it_in_a_mail(name: str) -> None:
    clara = with_factor(person("Clara"))
    assert signed_in(clara).get(reverse(name)).status_code == 200

    assert [one.context["subject"] for one in Message.objects.all()] == ["Your recovery codes were shown"]
    assert list(Event.objects.filter(action="see_recovery_codes").values_list("by", flat=True)) == [clara.pk]


def test_closed_lists_name_addresses_that_there_are() -> None:
    assert set(OF_AN_UNPROVED_SESSION) >= proof.PROVING | proof.ENROLLING | proof.KEYS_OF_THE_HOUSE
