"""Signing up, signing in, the second factor, and what their mails keep to themselves."""

import re
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.validators import LONG_ONES
from iqm_coe.notifications.flows import delivery, reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from tests.factories.accounts import IqmRoleFactory
from tests.scene import iqm_person, person
from tests.whole import in_the_whole

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk in Ashford"
SIGNUP = {"name": "  Nina Fraser ", "email": "nina@people.example", "password1": PASSWORD}


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sent_code() -> str:
    """The code out of the one mail that the worker sent."""
    delivery.deliver_everything_due(timezone.now)
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_in(client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_sign_up_asks_for_the_code_out_of_the_mail_and_then_opens(client) -> None:
    first = client.post(reverse("account_signup"), SIGNUP)
    assert (first.status_code, first.url) == (302, reverse("account_email_verification_sent"))
    assert client.get(reverse("home:index")).status_code == 302

    second = client.post(reverse("account_email_verification_sent"), {"code": sent_code()})

    nina = User.objects.get()
    assert second.status_code == 302
    assert (nina.name, nina.email) == ("Nina Fraser", "nina@people.example")
    assert EmailAddress.objects.get(user=nina).verified is True
    assert client.get(reverse("home:index")).status_code == 200


def test_sign_up_with_a_wrong_code_stays_outside(client) -> None:
    client.post(reverse("account_signup"), SIGNUP)
    page = client.post(reverse("account_email_verification_sent"), {"code": "AAA-BBB"})
    assert page.status_code == 200
    assert EmailAddress.objects.filter(verified=True).count() == 0
    assert client.get(reverse("home:index")).status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "nina@people.example"])
def test_sign_up_with_a_weak_password_is_refused(client, password: str) -> None:
    page = client.post(reverse("account_signup"), {**SIGNUP, "password1": password})
    assert page.status_code == 200
    assert User.objects.count() == 0


@pytest.mark.rule("R44y")
@pytest.mark.parametrize("password", ["password1234", "123456789qqq", "  123123QWEqwe "])
def test_common_password_of_either_list_is_refused_in_words(client, password: str) -> None:
    page = client.post(reverse("account_signup"), {**SIGNUP, "password1": password})
    assert page.text.count("This password is too common.") == 2  # in the summary and at its box
    assert User.objects.count() == 0


def test_second_list_of_common_passwords_holds_what_the_first_does_not() -> None:
    first, second = [
        set(make_validator().passwords)
        for make_validator in (
            CommonPasswordValidator,
            lambda: CommonPasswordValidator(LONG_ONES),
        )
    ]
    assert (len(second), first & second) == (20_461, set())


def test_sign_up_without_a_name_is_refused(client) -> None:
    page = client.post(reverse("account_signup"), {**SIGNUP, "name": "  "})
    assert page.status_code == 200
    assert User.objects.count() == 0


def test_sign_up_with_a_known_address_looks_the_same_and_makes_nobody(client) -> None:
    person("Nina", email="nina@people.example")
    answer = client.post(reverse("account_signup"), SIGNUP)
    assert (answer.status_code, answer.url) == (302, reverse("account_email_verification_sent"))
    assert User.objects.count() == 1


@pytest.mark.rule("R40g")
def test_sign_in_mail_is_emptied_once_sent(client) -> None:
    client.post(reverse("account_signup"), SIGNUP)
    written = Message.objects.get()
    assert (written.kind, written.is_confidential) == ("accounts/sign_in", True)

    code = sent_code()

    row = Delivery.objects.get()
    written.refresh_from_db()
    assert code in mail.outbox[0].body
    assert (row.text, row.html, written.context) == ("", "", {})
    assert code not in row.subject
    assert row.sent_at is not None


@pytest.mark.rule("R40e", "R40g")
@pytest.mark.parametrize(("minutes", "goes"), [(14, True), (15, False)])
@pytest.mark.parametrize("was_addressed", [True, False])
def test_code_that_has_run_out_is_let_go_and_emptied(client, minutes: int, goes: bool, was_addressed: bool) -> None:
    client.post(reverse("account_signup"), SIGNUP)
    written = Message.objects.get()
    if was_addressed:
        reader.address_one(written.created_at)
    later = written.created_at + timedelta(minutes=minutes)

    delivery.deliver_everything_due(lambda: later)

    written.refresh_from_db()
    assert len(mail.outbox) == goes
    assert (written.over_at is None, written.context) == (goes, {})
    assert {(row.text, row.sent_at is not None) for row in Delivery.objects.all()} <= {("", goes)}


@pytest.mark.rule("R40g")
@pytest.mark.parametrize("kind", ["staff", "administrator"])
def test_sign_in_mail_is_never_shown_to_the_office(client, kind: str) -> None:
    client.post(reverse("account_signup"), SIGNUP)
    reader.address_one(timezone.now())
    row = Delivery.objects.get()
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", row.text)[0]
    client.force_login(iqm_person("Sam", kind))

    page = client.get(reverse("notifications:delivery", args=[row.pk])).content.decode()
    everything = page + client.get(reverse("notifications:outbox")).content.decode()

    assert "Its words are for its mailbox alone" in page
    assert code not in everything


@pytest.mark.rule("R40g")
def test_sign_in_mail_that_failed_holds_no_words_for_the_office_either(client) -> None:
    client.post(reverse("account_signup"), SIGNUP)
    reader.address_one(timezone.now())
    Delivery.objects.update(failed_at=timezone.now(), claimed_at=timezone.now())
    client.force_login(iqm_person("Sam", "staff"))
    row = Delivery.objects.get()
    page = client.get(reverse("notifications:delivery", args=[row.pk])).content.decode()
    assert row.text.strip().splitlines()[-1] not in page
    assert "Its words are for its mailbox alone" in page


def test_sign_in_with_the_right_password_opens(client) -> None:
    clara = with_password(person("Clara"))
    assert sign_in(client, clara).url == reverse("home:index")
    assert client.get(reverse("home:index")).status_code == 200


def test_sign_in_gives_a_cookie_that_scripts_cannot_read(client) -> None:
    sign_in(client, with_password(person("Clara")))
    cookie = client.cookies["iqm_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_sign_in_of_a_deactivated_person_stays_outside(client) -> None:
    clara = with_password(person("Clara", is_active=False))
    sign_in(client, clara)
    assert client.get(reverse("home:index")).status_code == 302


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client) -> None:
    clara = with_password(person("Clara"))
    asked = client.get("/me/messages/")
    assert asked.url == f"{reverse('account_login')}?next=/me/messages/"
    form = {"login": clara.email, "password": PASSWORD, "next": "/me/messages/"}
    assert client.post(asked.url, form).url == "/me/messages/"


def test_sign_in_never_goes_on_to_another_site(client) -> None:
    clara = with_password(person("Clara"))
    form = {"login": clara.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), form).url == reverse("home:index")


def test_sign_in_is_throttled_after_five_wrong_passwords(client) -> None:
    clara = with_password(person("Clara"))
    for _attempt in range(5):
        assert sign_in(client, clara, "wrong").status_code == 200

    page = sign_in(client, clara)

    assert page.status_code == 200
    assert "Too many failed tries. Wait five minutes" in page.content.decode()
    assert client.get(reverse("home:index")).status_code == 302


def from_address(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


SCHOOL, HOME = "203.0.113.7", "198.51.100.9"


@pytest.mark.rule("R44i")
def test_wrong_passwords_shut_out_only_that_account_from_that_address() -> None:
    clara, tom = with_password(person("Clara")), with_password(person("Tom"))
    for _attempt in range(5):
        sign_in(from_address(SCHOOL), clara, "wrong")

    assert "Too many failed" in sign_in(from_address(SCHOOL), clara).text
    assert sign_in(from_address(SCHOOL), tom).status_code == 302
    assert sign_in(from_address(HOME), clara).status_code == 302


@in_the_whole
@pytest.mark.rule("R44i")
def test_a_school_behind_one_address_signs_in_all_at_once() -> None:
    """A hundred people within a minute, every other one with a slip first."""
    people = [with_password(person(f"Person {number}")) for number in range(100)]
    for number, one in enumerate(people):
        if number % 2:
            sign_in(from_address(SCHOOL), one, "a slip")
        assert sign_in(from_address(SCHOOL), one).status_code == 302


@pytest.mark.rule("R44i")
def test_guesses_at_one_account_from_many_addresses_come_to_an_end() -> None:
    clara = with_password(person("Clara"))
    for number in range(60):
        sign_in(from_address(f"192.0.2.{number + 1}"), clara, "a guess")

    assert "Wait an hour" in sign_in(from_address("192.0.2.200"), clara).text


@in_the_whole
@pytest.mark.rule("R44i")
def test_guesses_from_one_address_at_many_accounts_come_to_an_end() -> None:
    for number in range(200):
        login = {"login": f"nobody{number}@people.example", "password": "a guess"}
        assert from_address(SCHOOL).post(reverse("account_login"), login).status_code == 200

    clara = with_password(person("Clara"))
    assert "Too many failed" in sign_in(from_address(SCHOOL), clara).text
    assert sign_in(from_address(HOME), clara).status_code == 302


@in_the_whole
def test_right_password_takes_its_try_off_every_count() -> None:
    clara = with_password(person("Clara"))
    for _time in range(70):
        assert sign_in(from_address(SCHOOL), clara).status_code == 302


def test_new_password_opens_an_account_that_others_had_guessed_at() -> None:
    clara = with_password(person("Clara"))
    for number in range(60):
        sign_in(from_address(f"192.0.2.{number + 1}"), clara, "a guess")
    browser = from_address(HOME)
    browser.post(reverse("account_reset_password"), {"email": clara.email})
    key = re.search(r"/accounts/password/reset/key/[^\s]+", Message.objects.get().context["text"])[0]
    page = browser.get(key, follow=True)
    new = "a wholly other sentence"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(from_address(HOME), clara, new).status_code == 302


def test_answer_to_too_many_is_a_page_of_ours_that_says_when_to_come_back(client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": "5/m/ip"}
    answers = [client.post(reverse("account_reset_password"), {"email": f"clara{n}@people.example"}) for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1]["Retry-After"] == "300"
    assert "Too many tries at once" in answers[-1].text


@pytest.mark.rule("R44i")
def test_owner_signs_in_from_where_they_have_before_whatever_strangers_try() -> None:
    clara = with_password(person("Clara"))
    assert sign_in(from_address(SCHOOL), clara).status_code == 302
    for number in range(61):
        sign_in(from_address(f"192.0.2.{number + 1}"), clara, "a guess")

    assert sign_in(from_address(SCHOOL), clara).status_code == 302
    assert "Too many failed" in sign_in(from_address(HOME), clara).text


@pytest.mark.rule("R44i")
@pytest.mark.parametrize("host", ["localhost:{}", "LOCALHOST:{}"])
def test_other_names_of_the_site_give_no_more_tries(host: str) -> None:
    clara = with_password(person("Clara"))
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=SCHOOL, HTTP_HOST=host.format(9000 + number)), clara, "wrong")
    assert "Too many failed" in sign_in(Client(REMOTE_ADDR=SCHOOL, HTTP_HOST=host.format(9999)), clara).text


@pytest.mark.rule("R44i")
def test_strangers_who_ask_for_a_link_neither_fill_a_mailbox_nor_keep_the_owner_from_one() -> None:
    clara = with_password(person("Clara"))
    url, sent = reverse("account_reset_password"), {"email": clara.email}
    answers = [from_address("192.0.2.1").post(url, sent) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert from_address(HOME).post(url, sent).status_code == 302
    assert Message.objects.count() == 6

    for number in range(30):
        assert from_address(f"198.51.100.{number + 20}").post(url, sent).status_code == 302
    assert Message.objects.count() == 20


@pytest.mark.rule("R44i")
def test_address_of_ipv4_is_itself_however_a_proxy_writes_it(rf) -> None:
    adapter = get_adapter()
    assert adapter.get_client_ip(rf.get("/", REMOTE_ADDR="::ffff:203.0.113.7")) == "203.0.113.7"
    assert adapter.get_client_ip(rf.get("/", REMOTE_ADDR="2001:db8::1")) == "2001:db8::1"


def test_sign_in_throttling_is_shared_between_browsers(client) -> None:
    clara = with_password(person("Clara"))
    for _attempt in range(5):
        sign_in(Client(), clara, "wrong")
    page = sign_in(client, clara)
    assert "Too many failed" in page.content.decode()


def test_sign_in_of_one_person_is_not_held_up_by_anothers_mistakes(client) -> None:
    clara, tom = with_password(person("Clara")), with_password(person("Tom"))
    for _attempt in range(5):
        sign_in(client, clara, "wrong")
    assert sign_in(client, tom).status_code == 302


@pytest.mark.rule("R44f")
@pytest.mark.parametrize("kind", ["staff", "administrator", "adviser", "assessor", "finance"])
def test_second_factor_is_set_up_before_anything_else_opens(client, kind: str) -> None:
    user = person("Sam")
    IqmRoleFactory(user=user, kind=kind)
    client.force_login(user)
    for url in ("/work/", "/", "/outbox/", "/schools/", "/nowhere/"):
        answer = client.get(url)
        assert answer.status_code in {302, 404}, url
        if answer.status_code == 302:
            assert answer.url == reverse("mfa_index"), url
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert client.get("/work/").url.startswith(reverse("mfa_reauthenticate"))
    client.force_login(user)
    assert client.get("/work/").status_code == 200


@pytest.mark.rule("R44f")
def test_second_factor_is_not_asked_of_people_of_schools(client) -> None:
    client.force_login(person("Clara"))
    assert client.get("/work/").status_code == 200


@pytest.mark.rule("R44f")
def test_sign_in_of_staff_asks_for_the_code_and_then_opens(client) -> None:
    sam = with_password(iqm_person("Sam", "staff"))
    assert sign_in(client, sam).url == reverse("mfa_authenticate")
    assert client.get("/work/").status_code == 302

    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    right = client.post(reverse("mfa_authenticate"), {"code": code_of("JBSWY3DPEHPK3PXP")})

    assert right.url == reverse("home:index")
    assert client.get("/work/").status_code == 200


def test_password_reset_goes_by_mail_and_says_the_same_to_strangers(client) -> None:
    person("Clara", email="clara@people.example")
    known = client.post(reverse("account_reset_password"), {"email": "clara@people.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert set(Message.objects.values_list("is_confidential", flat=True)) == {True}


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
# What to do, where a new password is not what helps.
DOES = {
    "account/email/email_changed": "If it was not, tell IQM at once, by a mail to",
    "account/email/email_added": "take the address away, choose a new password and tell",
}
CHANGES = {
    "account/email/email_added": "An email address was added",
    "account/email/new_device": "A sign-in from a new device",
    "account/email/password_reset": "Your password was changed",
    "account/email/password_changed": "Your password was changed",
    "account/email/password_set": "Your password was set",
    "account/email/email_changed": "Your email address was changed",
    "account/email/email_confirm": "Your email address is confirmed",
    "account/email/email_deleted": "An email address was taken away",
    "mfa/email/totp_activated": "Your authenticator app is set up",
    "mfa/email/totp_deactivated": "Your authenticator app was taken away",
    "mfa/email/recovery_codes_generated": "New recovery codes were made",
    "mfa/email/recovery_codes_seen": "Your recovery codes were shown",
    "mfa/email/webauthn_added": "A passkey was added",
    "mfa/email/webauthn_removed": "A passkey was taken away",
}


@pytest.mark.parametrize("kind", CHANGES)
def test_mail_about_a_change_says_what_to_do_if_it_was_somebody_else(rf, kind) -> None:
    request = rf.get("/", HTTP_USER_AGENT=FIREFOX)
    context = {
        "added_email": "new@a.example",
        "from_email": "old@a.example",
        "to_email": "new@a.example",
        "deleted_email": "old@a.example",
    }
    with allauth_context.request_context(request):
        get_adapter().send_notification_mail(kind, person("Clara"), context=context, email="clara@lead.example")

    said = Message.objects.get().context
    assert said["subject"] == CHANGES[kind]
    assert DOES.get(kind, "If it was not, choose a new password now and tell IQM") in said["text"]
    assert "do nothing" not in said["text"]
    assert "Firefox on Windows" in said["text"]
    assert "MISSING" not in said["text"]


@pytest.mark.parametrize("name", ["\u200b\u2060", "\u3164", "\x07"])
def test_sign_up_with_a_name_that_nobody_would_see_is_refused(client, name: str) -> None:
    page = client.post(reverse("account_signup"), {**SIGNUP, "name": name})
    assert page.status_code == 200
    assert User.objects.count() == 0


def test_sign_up_keeps_a_clean_name(client) -> None:
    client.post(reverse("account_signup"), {**SIGNUP, "name": "Zoe\u0308\x00 \u202eFra\x0bser"})
    assert User.objects.get().name == "Zoë Fra ser"


def test_sign_up_with_an_address_that_no_column_holds_is_told_so_and_makes_nobody(client) -> None:
    label = "x" * 60
    email = f"{'n' * 64}@{label}.{label}.{label}.people.ex"
    page = client.post(reverse("account_signup"), {**SIGNUP, "email": email})
    assert "Say it in up to 254 characters; this is 257." in page.content.decode()
    assert User.objects.count() == 0
