"""Every weighty act asks whoever has not shown themselves just now, does nothing before, and loses nothing typed."""

import re
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import transaction
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.lib.lists.sheet import SAVED_AS
from iqm_coe.lib.lists.table import declared_lists
from iqm_coe.web.step_up import EXPORTS, WEIGHTY
from tests.clock import NOW, days
from tests.integration.accounts.test_signing_in import PASSWORD, with_password
from tests.meta.policy import OWN, ROWS, Row, routes
from tests.meta.test_policy import NOT_COUNTED, Visit, status
from tests.proofs_of_person import proved_only
from tests.scene import iqm_person, person
from tests.whole import as_much_as, in_turns

pytestmark = [pytest.mark.django_db]

# By hand: what weighs much. docs/step-up.md says it to people.
ROLES = {
    *("accounts:invite", "accounts:person", "accounts:end_role", "accounts:withdraw_invitation"),
    "accounts:leaver",
    *("accounts:shut_person", "accounts:open_person", "accounts:end_sessions_of"),
    *("schools:stop_writing", "schools:allow_writing", "membership:stop_writing", "membership:allow_writing"),
    *("accounts:ask_factor_reset", "accounts:consent_to_factor_reset"),
    *("schools:invite", "schools:end_role", "schools:give_title", "schools:set_end"),
    *("schools:hand_over", "schools:pass_on"),
    "schools:accept_joining",
    *("year:adviser", "visits:accredit", "visits:withdraw_accreditation", "visits:appoint", "visits:waive_conflict"),
    "visits:succession",
    "membership:transfer_lead",
}
MONEY = {
    *("billing:price_charge", "billing:waive_charge", "billing:set_bands", "billing:set_vat", "billing:issue_invoice"),
    *("billing:issue_year", "billing:write_off", "billing:receive_payment", "billing:take_back"),
    "consultancy:release_hour",
}
DECISIONS = {
    *("application:approve", "application:decline", "reports:issue_report"),
    *("schools:record_award", "schools:amend_award", "schools:withdraw_award"),
}
OF_A_SCHOOL = {
    *("application:agree", "application:agree_for_schools", "membership:leave"),
    *("update:declare", "reports:facts"),
}
PRODUCT = {"accounts:setting", "notifications:let_go_held", "notifications:set_aside_held", "account_email"}
PROVIDERS = {"accounts:add_provider", "accounts:provider", "accounts:switch_provider"}
LINKS = {"accounts:link_provider", "accounts:unlink_provider"}
SESSIONS = {"accounts:end_session", "accounts:end_other_sessions"} | LINKS
RECORDS = {"records:withdraw", "records:withdraw_file", "records:begin_hold", "records:end_hold"}
RECORDS |= {"records:my_export", "records:export_person", "records:erase_person"}
MANY = {"lists:begin_batch"}  # whatever the act is
BY_HAND = MANY | ROLES | MONEY | DECISIONS | OF_A_SCHOOL | PRODUCT | PROVIDERS | RECORDS | SESSIONS
# By hand: forms that ask for no fresh proof, and why. A new one stands here or above.
WORDS = {  # what somebody writes and may write again
    *("texts:save_text", "texts:session", "texts:look", "texts:kept", "application:start", "application:criterion"),
    *("application:add_evidence", "application:remove_evidence", "update:element", "update:target", "update:add_file"),
    *(
        "update:add_link",
        "update:remove_file",
        "update:remove_link",
        "update:give",
        "texts:say_done",
        "visits:add_target",
    ),
    *("visits:change_target", "visits:remove_target", "visits:put_back_target", "visits:agenda", "visits:day_notes"),
    *("visits:finding", "visits:judge", "reports:write_report", "year:activity", "year:plan_activity"),
    *(
        "notes:notes",
        "notes:follow_up",
        "notes:looked_at",
        "consultancy:log_call",
        "consultancy:correct_entry",
        "accounts:profile",
    ),
}
LISTS = {  # how somebody looks at a list, and what they choose of it
    *("lists:keep", "lists:open_with", "lists:open_plain", "lists:drop", "lists:choose", "lists:batch"),
    "lists:take_back_batch",
}
STEPS = {  # on the way to a decision, which asks when it is taken; each can be gone back on
    *("application:send", "application:withdraw", "application:request_changes", "update:ask_head"),
    *("reports:check_report", "reports:send_report", "reports:send_report_back", "reports:finish_report"),
    *("visits:answer_appointment", "visits:answer_dates", "visits:dates", "visits:fix_date", "visits:cancel_visit"),
    *("visits:finish_record", "visits:agree_plan"),
    *("year:accept_plan", "year:return_plan", "year:lodge_plan"),
    *("year:name_lodging_school", "schools:headship", "membership:invite", "membership:withdraw_invitation"),
    *("billing:add_payer", "billing:allocate_payment"),
    *("schools:ask_to_join", "schools:decline_joining", "schools:withdraw_joining"),  # nobody gets anything by them
    *("accounts:refuse_factor_reset", "accounts:withdraw_factor_reset"),  # all stays as it was
}
ANSWERS = {  # to an offer: whoever gives one has just come from their mailbox
    *("accounts:iqm_invitation", "schools:invitation", "schools:withdraw_invitation", "membership:invitation"),
}
UPKEEP = {  # of the house, without meaning for anybody's rights, money or decisions
    *("accounts:put_off_passkey", "schools:add", "schools:register", "schools:cancel_reading", "reports:ask_pack"),
    *("operations:doctor", "operations:mail_me", "notifications:look_again", "notifications:retry"),
    *("notifications:set_aside", "accounts:try_provider", "records:find", "home:give"),
}
SIGNING_IN = {  # each is the proof itself, or is followed by one
    *("accounts:sign_in_by_provider", "accounts:prove_by_provider", "accounts:signed_out_there"),
}
LIGHT = (WORDS, LISTS, STEPS, ANSWERS, UPKEEP, SIGNING_IN)
SEND = [row for row in ROWS if row.name in BY_HAND and row.may.get("POST")]


@pytest.fixture(autouse=True)
def _an_hour_after_the_scene():
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        yield


@pytest.mark.rule("R44n")
def test_list_is_the_one_that_people_read() -> None:
    said = (Path(__file__).parents[2] / "docs" / "step-up.md").read_text()
    assert set(WEIGHTY) == BY_HAND
    assert routes() >= BY_HAND | EXPORTS
    assert set(re.findall(r"`([a-z]+[:_][a-z_]+)`", said)) == BY_HAND | EXPORTS
    assert {row.name for row in SEND} | (BY_HAND & OWN) == BY_HAND


@pytest.mark.rule("R44n")
def test_every_form_either_asks_for_fresh_proof_or_is_said_to_need_none() -> None:
    sent = {row.name for row in ROWS if "POST" in row.may}
    said = [name for names in (BY_HAND - OWN, *LIGHT) for name in names]
    assert sorted(said) == sorted(sent)


def asked_as(row: Row) -> list[str]:
    """Everybody who may; in the cut one of them, another one at each row."""
    may = sorted(row.may["POST"])
    return as_much_as(whole=may, cut=[may[SEND.index(row) % len(may)]])


def stale(visit: Visit, who: str) -> None:
    """The person's session has proved all that it can, long ago."""
    client = Client()
    client.force_login(visit.made.people[who])
    proved_only(client, "password", "mfa", at=0)
    visit.made.sessions[who] = client.session.session_key


@pytest.mark.slow
@pytest.mark.rule("R44n")
@pytest.mark.parametrize("row", SEND, ids=str)
def test_stale_session_gets_nothing_done(worlds_by_stage, row: Row) -> None:
    visit = Visit(row, worlds_by_stage)
    for who in asked_as(row):
        with transaction.atomic():
            stale(visit, who)
            answer = visit.knock(who, "POST")
            transaction.set_rollback(True)
        assert (status(answer), "Is it you?" in answer.text, answer.wrote - NOT_COUNTED) == (401, True, set()), who


@pytest.mark.rule("R44n")
def test_stale_session_saves_no_list_of_a_register(worlds_by_stage) -> None:
    rows = [row for row in ROWS if row.name in EXPORTS]
    assert {row.name for row in rows} == EXPORTS
    for row in rows:
        visit = Visit(row, worlds_by_stage)
        with transaction.atomic():
            stale(visit, "staff")
            answer = visit.knock("staff", "GET")
            transaction.set_rollback(True)
        assert answer.url == f"{reverse('mfa_reauthenticate')}?{'next=' + visit.url.replace('/', '%2F')}"


@in_turns(3)
@pytest.mark.rule("R44n")
@pytest.mark.parametrize("route", sorted(declared_lists()))
def test_stale_session_shows_a_list_and_saves_none(worlds_by_stage, route) -> None:
    row = next(row for row in ROWS if row.name == route)
    visit = Visit(row, worlds_by_stage)
    who = {"billing": "finance", "accounts": "administrator"}.get(route.partition(":")[0], "staff")
    with transaction.atomic():
        stale(visit, who)
        shown = visit.knock(who, "GET")
        asked = {kind: visit.knock(who, "GET", url=f"{visit.url}?as={kind}&sort=-pk") for kind in SAVED_AS}
        printed = visit.knock(who, "GET", url=f"{visit.url}?as=print")
        transaction.set_rollback(True)
    assert (status(shown), status(printed)) == (200, 200)
    for kind, answer in asked.items():
        assert answer.url.startswith(f"{reverse('mfa_reauthenticate')}?next="), route
        assert f"as%3D{kind}" in answer.url


def code_now() -> str:
    return format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def ada(client):
    """An administrator who proved themselves long ago."""
    ada = iqm_person("Ada", "administrator")
    client.force_login(ada)
    proved_only(client, "password", "mfa", at=0)
    return ada


INVITE = {"email": "nina@people.example", "kind": "adviser", "csrfmiddlewaretoken": "as every form sends it"}


def invited() -> bool:
    return IqmInvitation.objects.filter(email=INVITE["email"]).exists()


@pytest.mark.rule("R44n")
def test_form_goes_on_with_the_code_and_with_all_that_was_typed(client, ada) -> None:
    asked = client.post(reverse("accounts:invite"), INVITE)
    carried = dict(re.findall(r'<input type="hidden" name="(email|kind)" value="([^"]*)">', asked.text))
    assert carried == {"email": "nina@people.example", "kind": "adviser"}

    wrong = client.post(reverse("accounts:invite"), {**INVITE, "proof-code": "000000"})
    assert (wrong.status_code, "nina@people.example" in wrong.text, invited()) == (401, True, False)
    right = client.post(reverse("accounts:invite"), {**INVITE, "proof-code": code_now()})
    assert (right.status_code, right.url, invited()) == (302, reverse("accounts:people"), True)

    again = client.post(reverse("accounts:invite"), {**INVITE, "email": "tom@people.example"})
    assert again.status_code == 302


@pytest.mark.rule("R44n")
@pytest.mark.parametrize(("minutes", "asks"), [(14, False), (15, True)])
def test_proof_is_good_for_a_quarter_of_an_hour(client, ada, minutes: int, asks: bool) -> None:
    proved_only(client, "mfa", at=(NOW + days(1) / 24).timestamp() - minutes * 60)
    assert (client.post(reverse("accounts:invite"), INVITE).status_code == 401) is asks
    assert invited() is not asks


@pytest.mark.rule("R44n")
def test_password_is_no_proof_where_there_is_a_factor(client, ada) -> None:
    with_password(ada)
    client.force_login(ada)
    proved_only(client, "password", "mfa", at=0)
    answer = client.post(reverse("accounts:invite"), {**INVITE, "proof-password": PASSWORD})
    assert (answer.status_code, invited()) == (401, False)


@pytest.mark.rule("R44n")
def test_password_proves_whoever_has_no_factor(client) -> None:
    clara = with_password(person("Clara"))
    client.force_login(clara)
    proved_only(client, "password", at=0)
    sent = {"action_add": "", "email": "clara@elsewhere.example"}
    assert 'type="password"' in client.post(reverse("account_email"), sent).text
    wrong = client.post(reverse("account_email"), {**sent, "proof-password": "another one"})
    right = client.post(reverse("account_email"), {**sent, "proof-password": PASSWORD})
    assert (wrong.status_code, right.status_code) == (401, 302)
    assert right.url == reverse("account_email_verification_sent")


@pytest.mark.rule("R44n")
def test_form_of_another_site_never_gets_to_the_question(ada) -> None:
    """What was sent is sent on with a token of ours, so it must have had one already."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    proved_only(client, "password", "mfa", at=0)
    answer = client.post(reverse("accounts:invite"), INVITE)
    assert (answer.status_code, "Is it you?" in answer.text) == (403, False)


@pytest.mark.rule("R44n")
def test_what_is_sent_on_is_inert(client, ada) -> None:
    page = client.post(reverse("accounts:invite"), {**INVITE, '"><script>': '"><script>alert(1)</script>\nsecond line'})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nsecond line" in page.text
