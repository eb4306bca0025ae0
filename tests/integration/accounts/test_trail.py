"""The trail of signing in: what is kept of it, how a flood stays small, who reads it, and that nobody waits for it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts import limits
from iqm_coe.accounts.flows import sign_in as flows
from iqm_coe.accounts.models.event import Event, EventOrigin
from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.origins import Origin
from iqm_coe.records.flows import clearing
from tests.clock import NOW
from tests.integration.accounts.test_signing_in import PASSWORD, code_of, sign_in, with_password
from tests.proofs_of_person import proved_only
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture
def clara() -> User:
    return with_password(person("Clara"))


@pytest.fixture
def ada() -> User:
    return with_password(iqm_person("Ada", "administrator"))


def actions(user: User) -> list[str]:
    return list(Event.objects.of(user).order_by("pk").values_list("action", flat=True))


@pytest.mark.rule("R44t")
def test_sign_in_says_with_what_and_from_where(client, clara) -> None:
    client.defaults |= FIREFOX
    sign_in(client, clara)
    event = Event.objects.of(clara).get()
    assert (event.action, event.by, event.facts) == ("sign_in", clara, {"by": ["password"]})
    assert (event.origin.network_address, event.origin.device) == ("127.0.0.1", "Firefox on Windows")


@pytest.mark.rule("R44t")
def test_password_that_was_right_without_the_second_step_leaves_a_trace(client, ada) -> None:
    sign_in(client, ada)
    assert actions(ada) == ["give_password"]
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    event = Event.objects.of(ada).first()
    assert (event.action, event.facts) == ("sign_in", {"by": ["password", "totp"]})


@pytest.mark.rule("R44t")
def test_proof_shown_again_and_signing_out_are_kept(client, clara) -> None:
    client.force_login(clara)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_logout"))
    assert actions(clara) == ["prove_again", "sign_out"]


@pytest.mark.rule("R44t")
def test_factors_and_codes_are_kept_with_their_origin(client, ada) -> None:
    client.defaults |= FIREFOX
    client.force_login(ada)
    RecoveryCodes.activate(ada)
    client.get(reverse("mfa_view_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    kept = Event.objects.of(ada).filter(origin__device="Firefox on Windows").order_by("pk")
    assert list(kept.values_list("action", flat=True)) == [
        *("see_recovery_codes", "remove_factor", "remove_factor"),
    ]


@pytest.mark.rule("R44t")
@pytest.mark.parametrize("address", ["clara@people.example", "nobody@nowhere.example"])
def test_failure_is_kept_without_the_address_and_in_the_same_statements(client, address: str) -> None:
    with_password(person("Clara", email="clara@people.example"))
    with CaptureQueriesContext(connection) as asked:
        client.post(reverse("account_login"), {"login": address, "password": "wrong"})
    row = FailedTries.objects.get()
    assert (row.tries, row.refused, row.account) == (1, 0, limits.hash_of(address))
    wrote = [re.search(r"INSERT INTO \W*(\w+)|UPDATE \W*(\w+)", one["sql"]) for one in asked.captured_queries]
    assert {found[1] or found[2] for found in wrote if found} - {"django_session"} == {"accounts_failedtries"}
    said = " ".join(str(value) for value in FailedTries.objects.values_list().get())
    assert address.split("@", maxsplit=1)[0] not in said


@pytest.mark.rule("R44t")
def test_flood_at_one_account_is_one_row_an_hour(client, clara) -> None:
    for _number in range(8):
        sign_in(client, clara, "wrong")
    row = FailedTries.objects.get()
    assert (row.tries, row.refused) == (5, 3)
    flows.count_failure(
        row.account, row.step, at=row.hour + timedelta(hours=1), origin=Origin(None, ""), is_refused=False
    )
    assert FailedTries.objects.count() == 2
    assert Event.objects.count() == 0


@pytest.mark.rule("R44t")
def test_flood_from_one_address_at_many_accounts_ends_in_one_row(client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_address": "2/300s/ip"}
    for number in range(6):
        client.post(reverse("account_login"), {"login": f"n{number}@nowhere.example", "password": "wrong"})
    rows = {(row.step, row.tries, row.refused) for row in FailedTries.objects.all()}
    assert (FailedTries.objects.count(), rows) == (3, {("password", 1, 0), ("many", 0, 4)})


@pytest.mark.rule("R44t")
def test_wrong_codes_and_too_many_of_them_are_kept(client, ada) -> None:
    sign_in(client, ada)
    for _number in range(7):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    row = FailedTries.objects.get()
    assert (row.step, row.tries, row.refused, row.account) == ("factor", 5, 2, limits.hash_of(ada.email))


@pytest.mark.rule("R44t")
@pytest.mark.parametrize("broken", ["iqm_coe.accounts.flows.sign_in.record_event", "FailedTries"])
def test_nobody_is_kept_out_because_it_cannot_be_written_down(client, clara, monkeypatch, broken: str) -> None:
    def away(*_arguments: object, **_named: object) -> None:
        raise DatabaseError("no room")

    if broken == "FailedTries":
        monkeypatch.setattr(type(FailedTries.objects.all()), "count_one", away)
        assert sign_in(client, clara, "wrong").status_code == 200
    else:
        monkeypatch.setattr(broken, away)
    assert sign_in(client, clara).status_code == 302
    assert client.get(reverse("home:index")).status_code == 200


@pytest.mark.rule("R44t")
def test_tries_of_before_a_new_secret_are_still_of_their_person(client, clara, settings) -> None:
    sign_in(client, clara, "wrong")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, which came later"
    client.force_login(clara)
    assert "1 failed sign-in within the hour" in client.get(reverse("accounts:sign_ins")).text


@pytest.mark.rule("R44u")
def test_each_person_reads_their_own_trail_and_administrators_that_of_all(client, clara, ada) -> None:
    client.defaults |= FIREFOX
    sign_in(client, clara)
    sign_in(Client(), clara, "wrong")
    own = client.get(reverse("accounts:sign_ins")).text
    client.force_login(ada)
    of_clara = client.get(reverse("accounts:person", args=[clara.pk])).text
    for page in (own, of_clara):
        for words in ("Signed in", "Firefox on Windows", "127.0.0.1", "1 failed sign-in within the hour"):
            assert words in page, words
    assert "Signed in" not in re.sub(r"(?s)<header.*?</header>", "", client.get(reverse("accounts:sign_ins")).text)


@pytest.mark.rule("R44u")
def test_what_failed_at_no_account_is_read_by_administrators(client, ada) -> None:
    client.post(reverse("account_login"), {"login": "nobody@nowhere.example", "password": "wrong"})
    client.force_login(ada)
    assert "127.0.0.1" in client.get(reverse("accounts:failed_sign_ins")).text


@pytest.mark.rule("R44u")
def test_from_where_goes_after_a_year_and_the_event_stands(client, clara) -> None:
    sign_in(client, clara)
    sign_in(Client(), clara, "wrong")
    now = timezone.now()
    clearing.clear(at=now + timedelta(days=364))
    assert (EventOrigin.objects.count(), FailedTries.objects.count()) == (1, 1)
    clearing.clear(at=now + timedelta(days=366))
    assert (EventOrigin.objects.count(), FailedTries.objects.count(), actions(clara)) == (0, 0, ["sign_in"])
    client.force_login(clara)  # the session went long before
    assert "Signed in" in client.get(reverse("accounts:sign_ins")).text


TRIED = {"account": "a", "step": "password", "hour": NOW, "last_at": NOW, "tries": 1, "refused": 0}
# What the database refuses, whoever writes it.
REFUSED_ROWS = {
    "failed_tries_once_an_hour": lambda: [FailedTries.objects.create(**TRIED) for _time in range(2)],
    "failed_tries_are_some": lambda: FailedTries.objects.create(**TRIED | {"tries": 0}),
    "failed_tries_at_a_known_step": lambda: FailedTries.objects.create(**TRIED | {"step": "guess"}),
    "session_seen_after_it_began": lambda: SignIn.objects.create(
        user=person("Nina"), session_key="k", begun_at=NOW, seen_at=NOW - timedelta(days=1), idle_minutes=1
    ),
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        REFUSED_ROWS[name]()


@pytest.mark.rule("R44t")
def test_session_that_proves_itself_before_a_weighty_act_is_kept(client, ada) -> None:
    client.force_login(ada)
    proved_only(client, "password", "mfa", at=0)
    invite = {"email": "nina@people.example", "kind": "adviser", "proof-code": code_of(SECRET)}
    client.post(reverse("accounts:invite"), invite)
    assert Event.objects.of(ada).get().facts == {"by": "totp"}
