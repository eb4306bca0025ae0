"""The outbox: written with its cause, addressed at sending time, claimed once, tried again by staff."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from centres.application.flows import application as applying
from centres.membership.flows import invitation as invitation_flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.notifications import emails
from iqm_coe.notifications.flows import delivery, outbox, reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.periodic import sweep_outbox
from iqm_coe.notifications.smtp import Line
from schools import emails as school_emails
from schools.flows import role as role_flows
from schools.models.role import SchoolRole
from tests.clock import NOW, days
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

SETTLED = {
    "sent": {"claimed_at": NOW, "handed_over_at": NOW, "sent_at": NOW},
    "uncertain": {"claimed_at": NOW, "handed_over_at": NOW, "uncertain_at": NOW},
    "failed": {"claimed_at": NOW, "failed_at": NOW},
    "let_go": {"let_go_at": NOW, "let_go_why": "left"},
    "sending": {"claimed_at": NOW},
    "queued": {},
}


def addressed() -> set[str]:
    while reader.address_one(NOW):
        pass
    return set(Delivery.objects.values_list("address", flat=True))


# ---- with its cause ----


@pytest.mark.django_db
@pytest.mark.rule("R40a")
def test_message_of_a_step_that_is_rolled_back_is_gone_with_it() -> None:
    ours = staffed_school("Ours")
    with transaction.atomic():
        role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)
        assert Message.objects.count() == 1
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.rule("R40a")
def test_step_whose_message_cannot_be_written_does_not_happen(monkeypatch) -> None:
    ours = staffed_school("Ours")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_message ADD CONSTRAINT no_room CHECK (false) NOT VALID")
    with pytest.raises(Exception, match="no_room"), transaction.atomic():
        role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)
    assert Event.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.rule("R40a", "R40b")
def test_writing_sends_nothing_by_itself() -> None:
    ours = staffed_school("Ours")
    role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)
    assert mail.outbox == []
    assert Delivery.objects.count() == 0


# ---- addressed when it goes ----


@pytest.mark.django_db
@pytest.mark.rule("R40e", "R44e")
def test_leaver_gets_nothing_and_successor_gets_it() -> None:
    lead, other = staffed_school("Lead School"), staffed_school("Second School")
    centre = applying.start(lead.school, name="Trent", by=lead.coordinator, at=NOW)
    addressed()
    Delivery.objects.all().delete()
    invitation_flows.invite(centre, other.school, by=lead.coordinator, at=NOW)

    successor = SchoolRoleFactory(school=other.school, kind="coordinator").user
    role_flows.end_role(SchoolRole.objects.get(user=other.coordinator), by=other.head, at=NOW)
    Message.objects.filter(kind__startswith="schools/").delete()

    assert addressed() == {successor.email, other.head.email}


@pytest.mark.django_db
@pytest.mark.rule("R40e")
def test_deactivated_person_gets_nothing() -> None:
    lead, other = staffed_school("Lead School"), staffed_school("Second School")
    centre = applying.start(lead.school, name="Trent", by=lead.coordinator, at=NOW)
    invitation_flows.invite(centre, other.school, by=lead.coordinator, at=NOW)
    Message.objects.exclude(kind="membership/invitation").delete()
    User.objects.filter(pk=other.coordinator.pk).update(is_active=False)
    assert addressed() == {other.head.email}


@pytest.mark.django_db
@pytest.mark.rule("R40e")
def test_invitation_withdrawn_before_it_goes_reaches_nobody() -> None:
    ours = staffed_school("Ours")
    invitation = role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)
    role_flows.withdraw(invitation, by=ours.coordinator, at=NOW)
    assert addressed() == set()
    assert Message.objects.get().addressed_at == NOW


@pytest.mark.django_db
def test_person_with_two_roles_gets_one_copy() -> None:
    ours = staffed_school("Ours")
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="headteacher")
    role = SchoolRole.objects.get(user=ours.head)
    school_emails.role_taken(role, by=None, at=NOW)
    addressed()
    assert Delivery.objects.filter(address=ours.coordinator.email).count() == 1


@pytest.mark.django_db
@pytest.mark.rule("R13g")
def test_mail_is_addressed_once_however_often_the_sweep_runs() -> None:
    emails.sign_in("x@people.example", subject="S", text="T", at=NOW)
    addressed()
    addressed()
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.rule("R40b")
@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "centres/never_heard_of", "audience_of": {"email": "x@people.example"}},
        {"kind": "application/declined", "audience": "never_heard_of"},
        {"kind": "application/declined", "audience_of": {"unknown": 1}},
    ],
    ids=["no template", "no audience", "wrong arguments"],
)
def test_message_that_cannot_be_addressed_does_not_hold_up_the_others(broken: dict) -> None:
    MessageFactory(**broken)
    emails.sign_in("behind@people.example", subject="S", text="T", at=NOW)
    for _sweep in range(3):
        try:
            delivery.deliver_everything_due(lambda: NOW)
        except Exception:  # noqa: BLE001 - a worker logs it and goes on: what becomes of the others?
            continue
    assert [sent.to for sent in mail.outbox] == [["behind@people.example"]]


# ---- claimed once ----


@pytest.mark.django_db
def test_claim_takes_the_longest_due_first_and_counts_nothing_yet() -> None:
    later = DeliveryFactory(next_attempt_at=NOW - timedelta(minutes=1))
    first = DeliveryFactory(next_attempt_at=NOW - timedelta(minutes=2))
    DeliveryFactory(next_attempt_at=NOW + timedelta(seconds=1))
    claimed = [delivery.claim_one(NOW), delivery.claim_one(NOW)]
    assert claimed == [first, later]
    assert delivery.claim_one(NOW) is None
    first.refresh_from_db()
    assert (first.claimed_at, first.attempts, first.status) == (NOW, 0, "sending")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["sent", "uncertain", "failed", "sending"])
@pytest.mark.rule("R40f")
def test_claim_never_takes_what_is_settled_or_under_way(status: str) -> None:
    DeliveryFactory(**SETTLED[status])
    assert delivery.claim_one(NOW + days(30)) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_claim_two_different_mails_without_waiting() -> None:
    first, second = DeliveryFactory(), DeliveryFactory()
    claimed, errors = [], []
    holding, done = threading.Event(), threading.Event()

    def slow_worker() -> None:
        try:
            with transaction.atomic():
                claimed.append(delivery.claim_one(NOW).pk)
                holding.set()
                done.wait(10)
        except Exception as error:  # noqa: BLE001 - handed to the main thread
            errors.append(error)
        finally:
            holding.set()
            connection.close()

    worker = threading.Thread(target=slow_worker)
    worker.start()
    holding.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    other, third = delivery.claim_one(NOW), delivery.claim_one(NOW)
    done.set()
    worker.join()

    assert errors == []
    assert claimed == [first.pk]
    assert other.pk == second.pk
    assert third is None


# ---- abandoned ----


@pytest.mark.django_db
@pytest.mark.rule("R40f")
@pytest.mark.parametrize(("minutes", "status"), [(9, "sending"), (10, "uncertain"), (11, "uncertain")])
def test_text_that_a_dead_worker_was_sending_becomes_uncertain_after_ten_minutes(minutes: int, status: str) -> None:
    begun = NOW - timedelta(minutes=minutes)
    abandoned = DeliveryFactory(claimed_at=begun, handed_over_at=begun, attempts=1)
    count = delivery.free_abandoned(NOW)
    abandoned.refresh_from_db()
    assert (count, abandoned.status) == (int(status == "uncertain"), status)
    assert (abandoned.last_error == "The worker stopped while sending.") is (status == "uncertain")
    assert delivery.deliver_everything_due(lambda: NOW) == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_sweep_delivers_what_is_due_and_doubts_what_was_left_behind() -> None:
    DeliveryFactory(address="due@people.example")
    begun = NOW - timedelta(hours=1)
    abandoned = DeliveryFactory(claimed_at=begun, handed_over_at=begun, attempts=1)
    assert sweep_outbox() == 1
    abandoned.refresh_from_db()
    assert abandoned.status == "uncertain"
    assert [sent.to for sent in mail.outbox] == [["due@people.example"]]


@pytest.mark.django_db
@pytest.mark.rule("R40f")
def test_outcome_that_comes_after_the_doubt_changes_nothing() -> None:
    """The worker was only slow: what staff have read as uncertain is not rewritten under them."""
    slow = DeliveryFactory()
    claimed = delivery.claim_one(NOW)
    Delivery.objects.update(handed_over_at=NOW)
    delivery.free_abandoned(NOW + timedelta(minutes=10))
    delivery.send_one(claimed, now=lambda: NOW + timedelta(minutes=11), line=Line(mail.get_connection()))
    slow.refresh_from_db()
    assert slow.status == "uncertain"
    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.rule("R40j")
@pytest.mark.parametrize(("seconds", "status"), [(119, "sending"), (120, "queued")])
def test_mail_that_a_dead_worker_had_not_begun_to_send_goes_back_to_its_place(seconds: int, status: str) -> None:
    abandoned = DeliveryFactory(claimed_at=NOW - timedelta(seconds=seconds))
    assert delivery.free_abandoned(NOW) == 0
    abandoned.refresh_from_db()
    assert (abandoned.status, abandoned.attempts, abandoned.next_attempt_at) == (status, 0, NOW)


@pytest.mark.django_db
@pytest.mark.rule("R40j")
def test_worker_that_was_only_slow_does_not_send_what_another_has_taken() -> None:
    DeliveryFactory()
    slow = delivery.claim_one(NOW)
    delivery.free_abandoned(NOW + timedelta(minutes=3))
    other = delivery.claim_one(NOW + timedelta(minutes=3))
    for claimed in (slow, other):
        delivery.send_one(claimed, now=lambda: NOW + timedelta(minutes=4), line=Line(mail.get_connection()))
    assert len(mail.outbox) == 1


# ---- what goes ----


@pytest.mark.django_db
def test_mail_has_a_text_part_an_html_part_and_its_own_identity() -> None:
    row = DeliveryFactory(subject="A subject", text="Words.\n", html="<p>Words.</p>")
    delivery.deliver_everything_due(lambda: NOW)
    sent = mail.outbox[0].message()
    assert [part.get_content_type() for part in sent.get_payload()] == ["text/plain", "text/html"]
    assert (sent["Message-ID"], sent["Subject"], sent["To"]) == (row.mail_id, "A subject", row.address)
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert row.mail_id.endswith("@centres.iqm.example>")


@pytest.mark.django_db
def test_mail_identities_are_all_different() -> None:
    rows = [DeliveryFactory() for _number in range(5)]
    assert len({row.mail_id for row in rows}) == 5


# ---- tried again ----


@pytest.mark.django_db
@pytest.mark.rule("R40d")
@pytest.mark.parametrize("status", ["failed", "uncertain"])
def test_retry_queues_it_again_under_its_old_identity(status: str) -> None:
    row = DeliveryFactory(attempts=8, **SETTLED[status])
    sam = iqm_person("Sam", "staff")
    outbox.retry(row, by=sam, at=NOW + days(1))
    row_again = Delivery.objects.get()
    event = Event.objects.get(action="retry")
    assert (row_again.status, row_again.attempts, row_again.mail_id) == ("queued", 0, row.mail_id)
    assert (event.by, event.subject_id) == (sam, row.pk)
    delivery.deliver_everything_due(lambda: NOW + days(1))
    assert mail.outbox[0].extra_headers["Message-ID"] == row.mail_id
    assert Delivery.objects.get().status == "sent"


@pytest.mark.django_db
@pytest.mark.rule("R40d")
@pytest.mark.parametrize("status", ["sent", "sending", "queued"])
def test_retry_of_anything_else_is_refused(status: str) -> None:
    row = DeliveryFactory(**SETTLED[status])
    with pytest.raises(Refused, match=f"this one is “{status.capitalize()}”"):
        outbox.retry(row, by=iqm_person("Sam", "staff"), at=NOW)
    assert Delivery.objects.get().status == status


@pytest.mark.django_db
@pytest.mark.rule("R40d", "R40g")
def test_retry_of_an_emptied_mail_is_refused() -> None:
    row = DeliveryFactory(text="", html="", message__is_confidential=True, **SETTLED["uncertain"])
    with pytest.raises(Refused, match="was emptied"):
        outbox.retry(row, by=iqm_person("Sam", "staff"), at=NOW)
    assert Delivery.objects.get().status == "uncertain"


@pytest.mark.django_db
@pytest.mark.rule("R40d")
@pytest.mark.parametrize("kind", ["adviser", "finance", "assessor"])
def test_retry_by_anybody_else_is_refused(kind: str) -> None:
    row = DeliveryFactory(**SETTLED["failed"])
    with pytest.raises(NotPermitted):
        outbox.retry(row, by=iqm_person("Someone", kind), at=NOW)
    assert Delivery.objects.get().status == "failed"


# ---- pages ----


@pytest.mark.django_db
@pytest.mark.rule("R40c")
def test_outbox_page_tells_the_six_states_apart(client) -> None:
    for status, fields in SETTLED.items():
        DeliveryFactory(address=f"{status}@people.example", **fields)
    client.force_login(iqm_person("Sam", "staff"))
    url = reverse("notifications:outbox")
    for status in SETTLED:
        page = client.get(url, {"status": status}).content.decode()
        shown = {one for one in SETTLED if f"{one}@people.example" in page}
        assert shown == {status}


@pytest.mark.django_db
@pytest.mark.rule("R40d")
def test_delivery_page_offers_a_second_try_only_where_there_is_one(client) -> None:
    client.force_login(iqm_person("Sam", "staff"))
    offered = set()
    for status, fields in SETTLED.items():
        row = DeliveryFactory(**fields)
        if "Send it again" in client.get(reverse("notifications:delivery", args=[row.pk])).content.decode():
            offered.add(status)
    assert offered == {"failed", "uncertain"}


@pytest.mark.django_db
@pytest.mark.rule("R40d")
def test_retry_from_the_page(client) -> None:
    client.force_login(iqm_person("Sam", "staff"))
    failed, sent = DeliveryFactory(**SETTLED["failed"]), DeliveryFactory(**SETTLED["sent"])
    again = client.post(reverse("notifications:retry", args=[failed.pk]), follow=True).content.decode()
    refused = client.post(reverse("notifications:retry", args=[sent.pk]), follow=True).content.decode()
    assert "The mail is queued again." in again
    assert "Only a failed or uncertain mail can be sent again" in refused


@pytest.mark.django_db
@pytest.mark.rule("R44b", "R44d")
def test_people_read_their_own_messages_only(client) -> None:
    clara = person("Clara")
    own, other = DeliveryFactory(user=clara, subject="For Clara"), DeliveryFactory(subject="For Tom")
    client.force_login(clara)
    page = client.get(reverse("notifications:my_messages")).content.decode()
    assert "For Clara" in page
    assert "For Tom" not in page
    assert client.get(reverse("notifications:delivery", args=[own.pk])).status_code == 200
    assert client.get(reverse("notifications:delivery", args=[other.pk])).status_code == 404
    assert client.get(reverse("notifications:outbox")).status_code == 403
    assert client.post(reverse("notifications:retry", args=[own.pk])).status_code == 403


@pytest.mark.django_db
@pytest.mark.rule("R40c")
def test_letter_that_waits_to_be_addressed_stands_in_the_outbox(client) -> None:
    sam, tom = iqm_person("Sam", "staff"), person("Tom")
    MessageFactory(
        kind="accounts/iqm_role_granted",
        audience="people",
        audience_of={"ids": [tom.pk]},
        context={"role": "Adviser", "path": "/"},
    )
    emails.sign_in("a@people.example", subject="Code ABC", text="Code ABC", at=NOW)
    client.force_login(sam)

    page = client.get(reverse("notifications:outbox")).text

    assert "Written, and not yet addressed" in page
    assert "A code or link for signing in" in page
    assert "ABC" not in page
    waiting = client.get(reverse("notifications:message", args=[Message.objects.order_by("pk")[0].pk])).text
    assert "It waits for a worker" in waiting
    assert "Somebody has seen to this letter" not in waiting
    assert "Letters without a reader" not in waiting
