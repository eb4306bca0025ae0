"""What a passkey is for, who is offered one, and what a made-up one opens: nothing."""

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.urls import reverse

from iqm_coe.accounts.factors import Factors
from iqm_coe.accounts.flows import user as flows
from iqm_coe.lib.errors import NotPermitted
from tests.clock import NOW
from tests.scene import person, staffed_school

pytestmark = pytest.mark.django_db

OFFER = "Sign in without a password"
MADE_UP = {
    "nothing": "",
    "no JSON": "{",
    "an empty one": "{}",
    "a list": "[]",
    "one of nobody": json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": "AAAA",
                "authenticatorData": "AAAA",
                "signature": "AAAA",
                "userHandle": "MQ",
            },
        }
    ),
}


@pytest.mark.rule("R44l")
@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "testserver"])
def test_passkey_is_for_the_name_in_site_url_whatever_a_request_calls_it(client, settings, host: str) -> None:
    settings.SITE_URL = "https://centres.example"
    client.force_login(person("Clara"))
    page = client.get(reverse("mfa_add_webauthn"), headers={"host": host})
    asked = page.context["js_data"]["creation_options"]["publicKey"]
    assert asked["rp"] == {"id": "centres.example", "name": "IQM Centres of Excellence"}
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")


@pytest.mark.rule("R44l")
@pytest.mark.parametrize("credential", MADE_UP.values(), ids=MADE_UP)
def test_made_up_passkey_opens_nothing(client, credential: str) -> None:
    person("Clara")
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert (answer.status_code, answer.url) == (302, reverse("account_login"))
    assert client.get("/work/").url.startswith(reverse("account_login"))


@pytest.mark.rule("R44l")
def test_passkey_longer_than_any_device_makes_is_not_kept(client) -> None:
    client.force_login(person("Clara"))
    credential = json.dumps({**json.loads(MADE_UP["one of nobody"]), "more": "x" * 20_000})
    page = client.post(reverse("mfa_add_webauthn"), {"name": "Telephone", "credential": credential})
    assert "That did not work" in page.text
    assert not Authenticator.objects.exists()


@pytest.mark.rule("R44m")
def test_passkey_is_offered_to_heads_who_have_none_and_not_again_for_ninety_days(client, on_monday) -> None:
    ours = staffed_school("Ours")

    def is_offered_to(user) -> bool:
        client.force_login(user)
        return OFFER in client.get("/work/").text

    assert [is_offered_to(one) for one in (ours.head, ours.coordinator, person("Nina"))] == [True, False, False]
    client.force_login(ours.head)
    client.post(reverse("accounts:put_off_passkey"), {"csrfmiddlewaretoken": "as every form sends it"})
    assert not is_offered_to(ours.head)
    for days, is_shown in ((89, False), (90, True)):
        with time_machine.travel(NOW + timedelta(days=days)):
            assert is_offered_to(ours.head) is is_shown
    Authenticator.objects.create(user=ours.head, type="webauthn", data={"name": "Telephone", "credential": {}})
    with time_machine.travel(NOW + timedelta(days=90)):
        assert not is_offered_to(ours.head)


@pytest.mark.rule("R44m")
def test_offer_is_put_off_by_its_person_alone() -> None:
    with pytest.raises(NotPermitted):
        flows.put_off_passkey(person("Hana"), by=person("Nina"), at=NOW)


@pytest.mark.rule("R44l")
@pytest.mark.parametrize(
    ("sent", "key", "words"),
    [
        ({"code": "000000"}, "code", "the code is wrong or was used"),
        ({"credential": "{}"}, "credential", "this passkey"),
    ],
)
def test_who_showed_a_code_reads_of_the_code_and_who_showed_a_passkey_of_the_passkey(rf, sent, key, words) -> None:
    with context.request_context(rf.post("/", sent)):
        error = Factors().validation_error("incorrect_code")

    assert words in error.message
    assert ("passkey" in error.message) == (key == "credential")
