"""What every answer carries: no cache keeps it, and a policy that allows no inline script."""

import re

import pytest
from django.urls import reverse

from tests.scene import person

pytestmark = pytest.mark.django_db

EXPECTED = {
    "default-src": {"'none'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}


def policy_of(response) -> dict[str, set[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("url", ["/", "/accounts/login/", "/nowhere/"])
def test_policy_is_strict_on_every_answer(client, url: str) -> None:
    policy = policy_of(client.get(url))
    scripts, styles = policy.pop("script-src"), policy.pop("style-src")
    assert policy == EXPECTED
    for sources in (scripts, styles):
        assert all(source == "'self'" or re.fullmatch(r"'nonce-[\w+/=-]{16,}'", source) for source in sources)


def test_pages_hold_no_inline_script_style_or_handler(client) -> None:
    client.force_login(person("Clara"))
    for url in ("/", "/work/", "/me/"):
        page = client.get(url).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=\"", page) == [], url


def test_answers_to_signed_in_people_are_kept_by_no_cache(client) -> None:
    client.force_login(person("Clara"))
    for url in ("/work/", "/", "/me/", "/centres/", "/nowhere/", "/audit/"):
        assert client.get(url)["Cache-Control"] == "private, no-store", url


def test_answers_of_the_sign_in_pages_are_kept_by_no_cache(client) -> None:
    for name in ("account_login", "account_signup", "account_reset_password"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-store", name


def test_answers_forbid_framing_sniffing_and_foreign_referrers(client) -> None:
    answer = client.get("/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("url", ["/", "/nowhere/", "/accounts/login/", "/health/"])
def test_no_script_may_ask_for_anything_of_the_machine_but_its_passkeys(client, url: str) -> None:
    policy = dict(part.split("=") for part in client.get(url)["Permissions-Policy"].split(", "))

    assert {name: who for name, who in policy.items() if who != "()"} == {
        "publickey-credentials-create": "(self)",
        "publickey-credentials-get": "(self)",
    }
    assert {"camera", "microphone", "geolocation", "payment", "usb", "display-capture"} <= set(policy)


def test_every_page_but_the_public_ones_asks_for_a_sign_in(client) -> None:
    for url in ("/work/", "/programme/", "/schools/", "/centres/", "/outbox/", "/people/", "/audit/", "/me/"):
        answer = client.get(url)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={url}"), url
    for url in ("/", "/accessibility/", "/privacy/", "/health/"):
        assert client.get(url).status_code == 200, url
