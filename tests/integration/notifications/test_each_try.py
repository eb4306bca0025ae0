"""Who reads a mail, and whether it has a reason, is asked at each try; nobody to read it is seen (R40e, R40l, R40o)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from centres.application.flows import application as applying
from centres.billing.flows import payment
from centres.membership.flows import invitation as invitation_flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.notifications import emails
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import delivery, outbox, reader
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations import invariants
from schools import emails as school_emails
from schools.flows import role as role_flows
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def address_all(at=NOW) -> None:
    while reader.address_one(at):
        pass


def send_all(at=NOW) -> list[str]:
    """What goes now, by address."""
    before = len(mail.outbox)
    delivery.deliver_everything_due(lambda: at)
    return sorted(sent.to[0] for sent in mail.outbox[before:])


def told_of_a_role(ours) -> Message:
    """A letter to the coordinators of a school, addressed, not yet sent."""
    role = SchoolRoleFactory(school=ours.school, kind="contributor")
    SchoolRole.objects.filter(user=ours.head).delete()
    message = school_emails.role_taken(role, by=None, at=NOW)
    address_all()
    return message


# ---- between addressing and sending (M4) ----


@pytest.mark.rule("R40e")
def test_leaver_between_two_tries_gets_nothing_and_the_heir_gets_it() -> None:
    ours = staffed_school("Ours")
    message = told_of_a_role(ours)
    heir = SchoolRoleFactory(school=ours.school, kind="coordinator").user
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW)
    User.objects.filter(pk=ours.coordinator.pk).update(is_active=False)

    send_all()

    statuses = {row.address: row.status for row in message.deliveries.all()}
    assert statuses == {ours.coordinator.email: DeliveryStatus.LET_GO, heir.email: DeliveryStatus.SENT}
    assert ours.coordinator.email not in {sent.to[0] for sent in mail.outbox}


@pytest.mark.rule("R40e")
def test_changed_address_gets_the_mail_in_the_place_of_the_old_one() -> None:
    ours = staffed_school("Ours")
    told_of_a_role(ours)
    User.objects.filter(pk=ours.coordinator.pk).update(email="new@people.example")
    assert send_all() == ["new@people.example"]


@pytest.mark.rule("R40e")
def test_invitation_withdrawn_between_two_tries_reaches_nobody_and_is_no_task() -> None:
    ours = staffed_school("Ours")
    offered = role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)
    address_all()
    role_flows.withdraw(offered, by=ours.coordinator, at=NOW)
    assert send_all() == []
    assert Delivery.objects.get().get_let_go_why_display() == "its reason has passed"
    assert not Message.objects.without_reader().exists()


@pytest.mark.rule("R40e", "R40d")
def test_retry_of_staff_days_later_asks_again_who_reads_it() -> None:
    ours = staffed_school("Ours")
    told_of_a_role(ours)
    Delivery.objects.update(failed_at=NOW)
    SchoolRole.objects.filter(user=ours.coordinator).update(ended_at=NOW, ended_by=ours.head)
    heir = SchoolRoleFactory(school=ours.school, kind="coordinator").user
    outbox.retry(Delivery.objects.get(), by=iqm_person("Sam", "staff"), at=NOW + days(3))
    assert send_all(NOW + days(3)) == [heir.email]


@pytest.mark.rule("R38b", "R38c", "R40e")
def test_reminder_that_waits_is_let_go_when_the_money_comes_and_due_again_when_it_goes() -> None:
    money = Money()
    line = money.lines()[0]
    send_all(NOW)
    reminders.run(NOW + days(23))
    address_all(NOW + days(23))

    money.pay(line)
    assert send_all(NOW + days(24)) == [money.played.members[0].coordinator.email]
    assert Reminder.objects.get(subject_id=line.pk, step=-7).label == "Not needed"

    _take_back(money, line)
    reminders.run(NOW + days(25))
    assert Reminder.objects.get(subject_id=line.pk, step=-7).label == "Sent"
    send_all(NOW + days(25))
    assert mail.outbox[-1].subject.startswith("Payment of Lead School is due in 5 days")


def _take_back(money: Money, line) -> None:
    allocation = line.allocations.get()

    payment.take_back(allocation, reason="Another school's.", by=money.fay, at=NOW + days(24))


@pytest.mark.rule("R37c")
def test_words_of_a_reminder_are_those_of_the_day_it_goes() -> None:
    people = staffed_school("Oak School", has_award=False)
    until = TODAY + days(3)
    AwardFactory(school=people.school, valid_from=TODAY - days(900), valid_until=until, recorded_at=NOW - days(800))
    reminders.run(NOW)
    address_all()
    subjects = []
    for late in (0, 2, 3, 4, 9):
        row = Delivery.objects.first()
        Delivery.objects.filter(pk=row.pk).update(sent_at=None, claimed_at=None, claim=None, attempts=0)
        send_all(NOW + days(late))
        subjects.append(Delivery.objects.get(pk=row.pk).subject)
    assert subjects == [
        f"The award of Oak School {words}"
        for words in ("ends in 3 days", "ends tomorrow", "ends today", "ended yesterday", "ended 6 days ago")
    ]


# ---- nobody to read it (M5) ----


@pytest.mark.rule("R40l")
def test_letter_to_a_school_without_people_is_a_task_of_the_office_until_somebody_sees_to_it(client) -> None:
    school = SchoolFactory(name="Empty School")
    AwardFactory(school=school, valid_from=TODAY - days(900), valid_until=TODAY + days(30), recorded_at=NOW - days(60))
    reminders.run(NOW)
    assert send_all() == []
    sam = iqm_person("Sam", "staff")
    client.force_login(sam)
    message = Message.objects.get(kind="schools/award_ends")
    assert "Nobody was there to read “The award of Empty School" in client.get(reverse("home:index")).content.decode()
    assert "1 letter has no reader" in client.get(reverse("notifications:outbox")).content.decode()

    head = SchoolRoleFactory(school=school, kind="headteacher").user
    outbox.look_again(message, by=sam, at=NOW)

    assert send_all() == [head.email]
    assert not Message.objects.without_reader().exists()
    with pytest.raises(Refused, match="seen to"):
        outbox.look_again(message, by=sam, at=NOW)


@pytest.mark.rule("R40l")
def test_letter_without_a_reader_can_be_set_aside_with_a_reason(client) -> None:
    ours = staffed_school("Ours")
    SchoolRole.objects.filter(user=ours.coordinator).delete()
    message = told_of_a_role(ours)
    client.force_login(iqm_person("Sam", "staff"))
    url = reverse("notifications:set_aside", args=[message.pk])
    client.post(url, {"reason": "The school has closed."})
    assert not Message.objects.without_reader().exists()
    assert Event.objects.get(action="set_aside").note.text == "The school has closed."


@pytest.mark.rule("R40l")
def test_last_reader_who_leaves_between_two_tries_leaves_a_task() -> None:
    ours = staffed_school("Ours")
    told_of_a_role(ours)
    SchoolRole.objects.filter(user=ours.coordinator).update(ended_at=NOW, ended_by=ours.head)
    assert send_all() == []
    assert Message.objects.reached_nobody().count() == 1


@pytest.mark.rule("R40l", "R40h")
def test_forecast_promises_no_readers_who_are_not_there(client) -> None:
    school = SchoolFactory(name="Empty School")
    AwardFactory(school=school, valid_from=TODAY - days(900), valid_until=TODAY + days(20), recorded_at=NOW - days(60))
    money = Money()
    money.lines()
    SchoolRole.objects.filter(school=money.charges[0].school).delete()
    reminders.plan(NOW)
    client.force_login(money.played.staff)
    page = client.get(reverse("notifications:will_be_sent")).content.decode()
    assert "Nobody: Empty School has no coordinator and no head here" in page
    assert f"Nobody: {money.charges[0].school.name} has no finance contact and no coordinator here" in page
    assert f"Finance contacts and coordinators of {money.charges[1].school.name}" in page


# ---- whose act it was, and who was promised (M9, M18) ----


@pytest.mark.rule("R40o")
def test_whoever_did_it_gets_no_mail_about_it() -> None:
    ours = staffed_school("Ours")
    colleague = SchoolRoleFactory(school=ours.school, kind="coordinator").user
    nina = person("Nina", email="nina@people.example")
    offered = role_flows.invite(ours.school, email=nina.email, kind="coordinator", by=ours.coordinator, at=NOW)
    send_all()
    role_flows.accept(offered, by=nina, at=NOW)
    assert send_all() == sorted([ours.coordinator.email, colleague.email, ours.head.email])


@pytest.mark.rule("R40o")
def test_act_whose_only_reader_did_it_is_no_task() -> None:
    ours = staffed_school("Ours")
    role = SchoolRole.objects.get(user=ours.head)
    school_emails.role_taken(role, by=ours.coordinator, at=NOW)
    assert send_all() == []
    assert not Message.objects.without_reader().exists()


@pytest.mark.rule("R40o")
def test_head_who_comes_after_the_school_has_joined_is_asked_to_agree() -> None:
    played = scene.forming()
    send_all()
    school, nina = played.lead.school, person("Nina", email="nina@people.example")
    by = played.lead.head
    offered = role_flows.invite(school, email=nina.email, kind="headteacher", by=by, at=NOW)
    role_flows.accept(offered, by=nina, at=NOW)
    send_all()
    asked = [sent.to[0] for sent in mail.outbox if "Two agreements" in sent.subject]
    assert asked.count(nina.email) == 1
    assert asked.count(played.lead.head.email) == 1  # when the school joined, and not again


@pytest.mark.rule("R40o")
def test_coordinator_is_told_when_the_last_head_has_agreed_and_not_before() -> None:
    played = scene.forming()
    send_all()
    played.complete()
    told = Message.objects.filter(kind="application/all_agreed")
    assert told.count() == 1
    send_all()
    letter = next(sent for sent in mail.outbox if "Every head of" in sent.subject)
    assert letter.to == [played.lead.coordinator.email]


@pytest.mark.rule("R40m")
def test_letter_written_during_a_long_pass_goes_in_it_and_before_the_rest() -> None:
    """A password reset behind 500 letters is the next mail, whatever the pass began with."""
    ours = staffed_school("Ours")
    for _ in range(25):
        told_of_a_role(ours)
    instants = iter(NOW + timedelta(seconds=step) for step in range(100_000))
    written = []

    def now():
        if len(mail.outbox) == 3 and not written:
            written.append(emails.sign_in("locked.out@people.example", subject="S", text="T", at=NOW))
        return next(instants)

    delivery.deliver_everything_due(now)
    assert [sent.to[0] for sent in mail.outbox].index("locked.out@people.example") in {3, 4}
    assert len(mail.outbox) == 26


def test_invited_school_gets_nothing_once_it_has_answered() -> None:
    lead, other = staffed_school("Lead School"), staffed_school("Second School")
    centre = applying.start(lead.school, name="Trent", by=lead.coordinator, at=NOW)
    asked = invitation_flows.invite(centre, other.school, by=lead.coordinator, at=NOW)
    address_all()
    invitation_flows.decline(asked, by=other.head, at=NOW)
    send_all()
    assert [sent.to for sent in mail.outbox if "Trent" in sent.subject and other.coordinator.email in sent.to] == []
