"""A hundred hostile texts in a mail: words that somebody reads, in both of its parts, and nothing that runs."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from iqm_coe.notifications.audiences import Receiver
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.rendering import rendered
from tests import scene
from tests.factories.notifications import DeliveryFactory
from tests.meta.cast import BACKEND
from tests.unit.lib.test_rich_text import AROUND, HOSTILE

LETTERS = re.compile(r"[a-z]")
pytestmark = pytest.mark.django_db

READER = Receiver(address="head@school.example", name="Head")


def mail(reason: str) -> dict[str, str]:
    changes = [{"criterion": "C1", "reason": reason, "due": "1 March"}]
    context = {"centre": "Trent Valley", "changes": changes, "path": "/x/"}
    return rendered(Message(kind="application/changes_requested", context=context), READER)


@pytest.mark.rule("R16c")
@pytest.mark.parametrize("around", AROUND)
def test_what_is_typed_neither_runs_nor_leads_elsewhere_in_a_mail(around):
    harmless = mail("")["html"]
    tags, addresses = (set(re.findall(found, harmless)) for found in (r"<\s*([a-zA-Z0-9]+)", r'href="([^"]*)"'))
    for text in HOSTILE:
        sent = mail(around.format(text))

        assert set(re.findall(r"<\s*([a-zA-Z0-9]+)", sent["html"])) - tags <= {
            *("blockquote", "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "em", "br")
        }
        new = set(re.findall(r'(?:href|src|action)="([^"]*)"', sent["html"])) - addresses
        assert all(address.startswith(("http://", "https://")) for address in new)
        assert not re.search(r"\son[a-z]+=", re.sub(r">[^<]*<", "><", sent["html"]))
        assert text in sent["text"]
        said = LETTERS.findall(unescape(strip_tags(sent["html"])) + " ".join(new))
        assert all(said.count(letter) >= text.count(letter) for letter in set(LETTERS.findall(text)))


@pytest.mark.rule("R16c")
def test_line_breaks_in_a_name_begin_no_header():
    context = {"centre": "A\r\nBcc: x@evil.example", "changes": [], "path": "/x/"}
    sent = rendered(Message(kind="application/changes_requested", context=context), READER)
    assert "\n" not in sent["subject"]


def test_mail_is_drawn_as_its_reader_gets_it_and_may_do_nothing(client):
    sam = scene.iqm_person("Sam", "staff")
    kept = DeliveryFactory(html="<p style='color:red'>Dear <b>Clara</b></p><script>alert(1)</script>")
    secret = DeliveryFactory(html="<p>Code ABC-123</p>", message__is_confidential=True)
    client.force_login(sam, backend=BACKEND)

    answer = client.get(reverse("notifications:letter", args=[kept.pk]))

    policy = answer["Content-Security-Policy"]
    assert "Dear <b>Clara</b>" in answer.text
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert client.get(reverse("notifications:letter", args=[secret.pk])).status_code == 403
