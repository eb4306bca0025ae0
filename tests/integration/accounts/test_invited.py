"""Whoever opens an invitation without being signed in: what they read, and what the link in the mail proves, once."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts import mailbox
from iqm_coe.accounts.flows import invitation as flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.provider import Provider, ProviderDomain
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import last_moment, london_date
from iqm_coe.lib.discreet import masked
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.sealing import seal
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery, Message
from schools.flows import role as role_flows
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW
from tests.integration.accounts.test_signing_in import PASSWORD, sign_in, with_password
from tests.scene import person

pytestmark = pytest.mark.django_db

NINA = "nina@people.example"
JOIN = {"join": "1", "name": "Nina Fraser", "password": PASSWORD}
MOMENT = timedelta(microseconds=1)
HERE = Origin("192.0.2.1", "Chrome on Windows")


@pytest.fixture
def offered() -> RoleInvitation:
    """Clara invites Nina as contributor to a school."""
    lead = scene.staffed_school("Trent School")
    return role_flows.invite(lead.school, email=NINA, kind="contributor", by=lead.coordinator, at=NOW)


@pytest.fixture
def link(offered) -> str:
    """As it stands in the mail that went."""
    return link_to(NINA)


def link_to(address: str) -> str:
    delivery.deliver_everything_due(timezone.now)
    body = next(one.body for one in reversed(mail.outbox) if one.to == [address])
    whole = urlsplit(re.search(r"http://\S+", body)[0])
    return f"{whole.path}?{whole.query}"


def word_of(link: str) -> str:
    return link.partition("=")[2]


def joined(link: str, client: Client | None = None, **sent: str):
    path, word = link.partition("?")[0], word_of(link)
    return (client or Client()).post(path, {**JOIN, "proof": word, **sent})


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.rule("R5z")
def test_the_page_names_school_role_inviter_and_address(client, offered, link):
    page = text(client.get(link))
    for words in ("Trent School invites you", offered.invited_by.name, "Contributor", NINA, "open until"):
        assert words in page
    assert "Make my account and go on" in page
    assert word_of(link) in page


@pytest.mark.rule("R5z")
def test_the_page_of_a_role_at_iqm_does_the_same(client, ada):
    flows.invite_to_iqm(NINA, "adviser", by=ada, at=NOW)
    link = link_to(NINA)
    page = text(client.get(link))
    for words in ("IQM offers you a role", ada.name, "Adviser", NINA, "Make my account and go on"):
        assert words in page
    assert joined(link).url == link.partition("?")[0]
    assert User.objects.get(email=NINA).iqm_role_set.count() == 0


@pytest.mark.rule("R5z")
def test_the_link_makes_an_account_with_a_proved_address_and_gives_no_role(client, offered, link):
    answer = joined(link, client)
    nina = User.objects.get(email=NINA)
    assert (answer.status_code, answer.url) == (302, reverse("schools:invitation", args=[offered.key]))
    assert (nina.name, nina.check_password(PASSWORD)) == ("Nina Fraser", True)
    assert EmailAddress.objects.get(user=nina).verified
    assert not SchoolRole.objects.filter(user=nina).exists()
    assert "offers you the role" in text(client.get(answer.url))
    assert not Message.objects.filter(kind="accounts/sign_in").exists()  # no code was sent

    client.post(answer.url, {"accept": "1"})
    assert SchoolRole.objects.get(user=nina).kind == "contributor"


@pytest.mark.rule("R5z")
def test_it_stands_in_the_trail_as_a_sign_in_does(link, offered):
    joined(link)
    nina = User.objects.get(email=NINA)
    assert set(Event.objects.of(nina).values_list("action", flat=True)) == {"join_by_invitation", "sign_in"}
    assert Event.objects.of(offered).filter(action="prove_address", by=nina).count() == 1


@pytest.mark.rule("R5z")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_looks_changes_nothing(offered, link, method):
    before = (Event.objects.count(), Session.objects.count(), User.objects.count())
    for _ in range(3):
        assert getattr(Client(), method)(link).status_code == 200
    offered.refresh_from_db()
    assert (Event.objects.count(), Session.objects.count(), User.objects.count()) == before
    assert offered.state == "open"
    assert joined(link).status_code == 302
    assert User.objects.filter(email=NINA).exists()


@pytest.mark.rule("R5z")
def test_the_word_stands_in_the_mail_alone(offered, link):
    kept = [*Delivery.objects.values_list("text", "html", "subject"), *Message.objects.values_list("context")]
    assert len(word_of(link)) == 64
    assert word_of(link) not in repr(kept)
    assert offered.key in repr(kept)
    html = mail.outbox[-1].alternatives[0][0]
    assert html.count(word_of(link)) == 2  # behind the button, and beside it


@pytest.mark.rule("R5z")
def test_no_other_mail_carries_a_word(offered):
    role_flows.withdraw(offered, by=offered.invited_by, at=NOW)
    taken = scene.staffed_school("Severn School")
    offer = role_flows.invite(taken.school, email="tom@people.example", kind="finance", by=taken.coordinator, at=NOW)
    role_flows.accept(offer, by=person("Tom", email="tom@people.example"), at=NOW)
    delivery.deliver_everything_due(timezone.now)
    told = [one for one in mail.outbox if "?proof=" in one.body]
    assert {address for one in told for address in one.to} <= {"tom@people.example", NINA}
    assert all("invites you" in one.subject for one in told)


@pytest.mark.rule("R5z")
@pytest.mark.parametrize("word", ["", "0" * 64, "é", "other address", "other page"])
def test_without_the_word_no_account_is_made_and_the_address_is_filled_in(client, offered, word):
    path = reverse("schools:invitation", args=[offered.key])
    sent = {
        "other address": mailbox.proof_of(path, "tom@people.example"),
        "other page": mailbox.proof_of("/schools/invitations/another/", NINA),
    }.get(word, word)
    page = text(client.get(path, {"proof": sent}))
    assert "Make my account and go on" not in page
    assert "Make an account" in page

    answer = client.post(path, {**JOIN, "proof": sent})
    assert answer.url == f"{reverse('account_login')}?next={path.replace('/', '%2F')}"
    assert not User.objects.filter(email=NINA).exists()
    assert f'value="{NINA}"' in text(client.get(answer.url))
    other = client.post(path, {"sign_up": "1"})
    assert other.url.startswith(reverse("account_signup"))
    assert f'value="{NINA}"' in text(client.get(other.url))


@pytest.mark.rule("R5z")
def test_the_filled_in_address_is_forgotten_after_an_hour(client, offered):
    path = reverse("schools:invitation", args=[offered.key])
    client.post(path, {"sign_in": "1"})
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert NINA not in text(client.get(reverse("account_login")))
        assert NINA not in text(client.get(reverse("account_signup")))


@pytest.mark.rule("R5z")
def test_without_the_word_nobody_learns_whether_there_is_an_account(client, offered):
    path = reverse("schools:invitation", args=[offered.key])
    without = text(client.get(path))
    person("Nina", email=NINA)
    assert re.sub(r'value="\w{64}"', "", without) == re.sub(r'value="\w{64}"', "", text(client.get(path)))


@pytest.mark.rule("R5z")
def test_an_account_that_there_is_signs_in_as_usual_and_is_not_changed(client, offered, link):
    nina = with_password(person("Nina", email=NINA))
    assert "There is an account with this address" in text(client.get(link))
    answer = joined(link, client, password="another long walk")
    assert "There is an account for this address by now" in text(answer)
    nina.refresh_from_db()
    assert nina.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session
    assert "Make my account" not in text(answer)


@pytest.mark.rule("R5z")
@pytest.mark.parametrize("is_second", [False, True])
def test_an_address_that_somebody_has_not_proved_is_not_proved_by_the_link(link, is_second):
    """An account that a stranger made for the address, waiting for its owner: it stays as it is."""
    account = with_password(person("Mallory", email="mallory@people.example" if is_second else NINA))
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=NINA.upper() if is_second else NINA, verified=False)
    joined(link)
    assert not EmailAddress.objects.get(user=account).verified
    assert User.objects.filter(email=NINA).count() == (0 if is_second else 1)


@pytest.mark.rule("R5z")
def test_a_second_factor_is_asked_as_always(client, link):
    nina = with_password(person("Nina", email=NINA))
    Authenticator.objects.create(user=nina, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    joined(link, client)
    assert sign_in(client, nina).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


@pytest.mark.rule("R5z")
def test_the_link_proves_once(link):
    joined(link)
    again = Client()
    assert "This link has made an account already" in text(joined(link, again))
    assert User.objects.filter(email=NINA).count() == 1
    assert "_auth_user_id" not in again.session


@pytest.mark.rule("R5z")
def test_the_link_proves_once_also_where_the_account_took_another_address(link):
    joined(link)
    nina = User.objects.get(email=NINA)
    EmailAddress.objects.filter(user=nina).update(email="elsewhere@people.example")
    User.objects.filter(pk=nina.pk).update(email="elsewhere@people.example")
    assert "This link has made an account already" in text(joined(link))
    assert not User.objects.filter(email=NINA).exists()


@pytest.mark.rule("R5z")
@pytest.mark.parametrize("closed", ["withdrawn", "declined", "lapsed"])
def test_a_closed_offer_proves_nothing_and_shows_no_address(client, offered, link, closed):
    RoleInvitation.objects.filter(pk=offered.pk).update(state=closed, answered_at=NOW)
    page = text(client.get(link))
    assert "can no longer be taken up" in page
    assert NINA not in page
    assert "can no longer be taken up" in text(joined(link))
    assert not User.objects.filter(email=NINA).exists()


@pytest.mark.rule("R5z")
@pytest.mark.parametrize(("late", "is_made"), [(-MOMENT, True), (MOMENT, False)])
def test_the_link_proves_to_the_end_of_the_last_day(offered, late, is_made):
    at = last_moment(london_date(offered.expires_at)) + MOMENT + late
    typed = {"name": "Nina Fraser", "password": PASSWORD, "at": at, "origin": HERE}
    if is_made:
        assert flows.join(offered, **typed).email == NINA
    else:
        with pytest.raises(Refused, match="can no longer be taken up"):
            flows.join(offered, **typed)
    assert User.objects.filter(email=NINA).exists() == is_made


@pytest.mark.rule("R5z")
def test_signed_in_as_somebody_else_nothing_is_made(client, link):
    client.force_login(person("Tom"))
    answer = joined(link, client)
    assert (answer.status_code, "not for this account" in text(answer)) == (404, True)
    assert not User.objects.filter(email=NINA).exists()


@pytest.mark.rule("R5z")
def test_a_domain_that_a_provider_speaks_for_alone_comes_by_that(link):
    set_up = {"kind": "other", "issuer": "https://login.example", "client_id": "x", "client_secret": seal("secret")}
    provider = Provider.objects.create(name="Ridge Trust", is_on=True, is_only_way=True, **set_up)
    ProviderDomain.objects.create(provider=provider, domain="people.example")
    assert "Ridge Trust" in text(Client().get(link))
    assert "use its button on the sign-in page" in text(joined(link))
    assert not User.objects.filter(email=NINA).exists()


@pytest.mark.rule("R5z")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "password1234"}, "too common"),
        ({"password": "nina@people.example"}, "too similar"),
        ({"name": ""}, "This field is required"),
        ({"name": "see www.evil.example"}, "no web address and no email address"),
    ],
)
def test_what_is_typed_is_looked_at_as_at_every_sign_up(link, sent, told):
    page = text(joined(link, **sent))
    assert told in page
    assert word_of(link) in page  # and the next try still proves
    assert not User.objects.filter(email=NINA).exists()


def test_a_stranger_who_asks_too_often_waits(settings, link):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "2/m/ip"}
    answers = [joined(link, name="").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize("key", ["proof", "next=%2Fschools%2F%3Fproof"])
def test_no_word_stands_in_a_log(key):
    sep = "=" if key == "proof" else "%3D"
    assert "a" * 64 not in masked(f"GET /x/?{key}{sep}{'a' * 64} HTTP/1.1")


@pytest.mark.rule("R5z")
def test_a_word_of_before_the_key_was_changed_still_proves(settings):
    word = mailbox.proof_of("/here/", NINA)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert mailbox.proves(word, "/here/", NINA)
    settings.SECRET_KEY_FALLBACKS = []
    assert not mailbox.proves(word, "/here/", NINA)


def test_an_unknown_key_is_not_there(client):
    assert client.get(reverse("schools:invitation", args=["x" * 32])).status_code == 404
