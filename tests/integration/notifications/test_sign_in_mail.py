"""A mail about signing in says the same in text and HTML, links to nowhere else, and helps whoever gets it."""

import html
import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from django.conf import settings
from django.urls import reverse

from iqm_coe.accounts.devices import in_words
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from tests.integration.accounts.test_signing_in import CHANGES, sent_code
from tests.scene import person

pytestmark = pytest.mark.django_db

HOSTILE = "see https://evil.example/ or www.evil.example or mail@evil.example"
CONTEXT = {
    "added_email": "new@people.example",
    "from_email": "old@people.example",
    "to_email": "new@people.example",
    "deleted_email": "old@people.example",
}


def words(text: str) -> list[str]:
    return re.findall(r"[^\s–-]+", text)


def in_html(page: str) -> str:
    body = page.partition("<body")[2].partition(">")[2]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.rule("R40q")
@pytest.mark.parametrize("kind", CHANGES)
def test_text_and_html_say_the_same_and_link_to_us_alone(rf, kind: str) -> None:
    with allauth_context.request_context(rf.get("/", HTTP_USER_AGENT=HOSTILE)):
        get_adapter().send_notification_mail(kind, person("Clara"), context=CONTEXT, email="clara@lead.example")
    reader.address_one(Message.objects.get().created_at)
    mail = Delivery.objects.get()

    assert sorted(words(mail.text)) == sorted(words(in_html(mail.html)))
    assert {one.startswith(f"{settings.SITE_URL}/") for one in re.findall(r'href="([^"]*)"', mail.html)} <= {True}
    assert "evil" not in mail.text + mail.html


@pytest.mark.rule("R40q")
def test_main_address_is_told_of_one_that_was_added(client) -> None:
    clara = person("Clara", email="clara@people.example")
    EmailAddress.objects.filter(user=clara).update(primary=True)
    client.force_login(clara)
    client.post(reverse("account_email"), {"action_add": "", "email": "new@people.example"})
    client.post(reverse("account_email_verification_sent"), {"code": sent_code()})

    told = [one for one in Message.objects.all() if one.context.get("subject") == CHANGES["account/email/email_added"]]
    assert [one.audience_of["email"] for one in told] == ["clara@people.example"]
    assert "new@people.example was added" in told[0].context["text"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "another browser on an unknown device"),
        (HOSTILE, "another browser on an unknown device"),
    ],
)
def test_browser_is_told_in_our_own_words(said: str, told: str) -> None:
    assert in_words(said) == told


@pytest.mark.rule("R40q")
@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_reset_password", {"email": "clara@people.example"}),
        ("account_reset_password", {"email": "nobody@people.example"}),
        ("account_signup", {"email": "clara@people.example", "password1": "a long walk in Ashford", "name": "C"}),
    ],
)
def test_links_lead_to_our_address_whatever_the_visitor_calls_it(client, settings, name: str, sent: dict) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    settings.SITE_URL = "https://centres.example"
    clara = person("Clara", email="clara@people.example")
    EmailAddress.objects.filter(user=clara).update(primary=True, verified=True)

    client.post(reverse(name), sent, headers={"host": "evil.example"})

    reader.address_one(Message.objects.get().created_at)
    mail = Delivery.objects.get()
    linked = re.findall(r"https?://[^/\s\"'<]+", mail.text + mail.html)
    assert "evil" not in mail.text + mail.html
    assert "https://centres.example" in linked
