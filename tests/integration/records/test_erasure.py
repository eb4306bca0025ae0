"""A person is erased: nothing says who they were, the accounts add up, and a certificate says so (R46b)."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from centres.billing.models.payer import Payer
from iqm_coe.accounts import limits
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.flows import emergency, factor_reset, role, sign_in
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.models import DemoMail
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.operations.conditions import trail as trail_conditions
from iqm_coe.operations.flows import trail
from iqm_coe.operations.invariants import broken
from iqm_coe.records.conditions.person import also, subject_of, surely
from iqm_coe.records.flows import erasure as flows
from iqm_coe.records.flows import export, hold
from iqm_coe.records.models.erasure import Erasure
from iqm_coe.records.selectors import erasure as selectors
from schools.models.role import SchoolRole
from tests import visits
from tests.clock import NOW
from tests.documents import text_of
from tests.factories.accounts import IqmInvitationFactory, ProviderFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import RoleInvitationFactory
from tests.integration.records import everywhere
from tests.scene import iqm_person, person
from tests.visits import ON_THE_DAY
from tests.whole import in_turns
from tests.worlds import world

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE = "Clarabella Wqxzv", "clarabella@wqxzv.example", "020 7946 1234"
WHY = "Asked for by letter on 20 November."


def _issued() -> visits.Visited:
    """A whole year whose coordinator is the one; their role then goes to somebody else."""
    made = visits.opened()
    who = made.lead.coordinator
    who.emailaddress_set.update(email=ADDRESS)
    User.objects.filter(pk=who.pk).update(name=NAME, email=ADDRESS, phone=PHONE)
    who.refresh_from_db()
    visits.update_sent(made.appoint().accept().agree()).record()
    made.plan().send().check().confirm().issue()
    made.ada = iqm_person("Ada Admin", "administrator")
    made.clara = User.objects.get(pk=who.pk)
    while reader.address_one(ON_THE_DAY):
        pass
    return made


issued = world(_issued)


@pytest.fixture
def told(issued, settings, tmp_path) -> visits.Visited:
    """With everything that a person leaves behind. In a store of its own: bytes that are gone do not come back."""
    settings.MEDIA_ROOT = str(tmp_path)
    who = issued.clara
    origin = Origin("192.0.2.7", "Firefox on Windows")
    sign_in.remember(who, "sign_in", at=NOW, origin=origin)
    sign_in.begin(who, key="of a session", idle_minutes=120, at=NOW, origin=origin)
    Session.objects.create(session_key="of a session", session_data="x", expire_date=NOW + timedelta(hours=1))
    sign_in.count_failure(limits.hashes_of([who.email])[0], TriedStep.PASSWORD, at=NOW, origin=origin)
    record_event(who, "note", by=issued.ada, at=NOW, reason="Was rude on the telephone.")
    record_event(issued.lead.school, "note", by=issued.ada, at=NOW, reason=f"{NAME.upper()} said so.")
    over = {"state": "lapsed", "answered_at": NOW}
    IqmInvitationFactory(email=ADDRESS.title(), **over)
    RoleInvitationFactory(school=issued.lead.school, email=ADDRESS, kind="finance", **over)
    Payer.objects.update_or_create(
        school=issued.lead.school, defaults={"kind": "school", "name": issued.lead.school.name, "email": ADDRESS}
    )
    DeliveryFactory(user=who, address=ADDRESS, text=f"Dear {NAME},")
    MessageFactory(
        kind="accounts/emergency",
        audience="iqm",
        audience_of={"kind": "finance"},
        context={"person": NAME, "telephone": PHONE},
    )
    MessageFactory(kind="accounts/sign_in", audience="address", audience_of={"email": ADDRESS}, context={"text": "1"})
    who.provider_links.create(provider=ProviderFactory(), subject="wqxzv-there", linked_at=NOW)
    return issued


@pytest.fixture
def free(told) -> visits.Visited:
    """Somebody else coordinates now, so that nothing stands in the way."""
    SchoolRole.objects.filter(user=told.clara).update(ended_at=ON_THE_DAY, ended_by=told.ada)
    return told


def erase(made, *, by=None, at=ON_THE_DAY, reason=WHY) -> Erasure:
    return flows.erase(made.clara, cause="asked", by=by or made.ada, at=at, reason=reason)


# By hand: where the name stays, and why.
STAYS = {
    "update_declaration": "given in the name of a school",
    "visits_plansignature": "given in the name of a school",
    "application_agreement": "given in the name of a school",
    "reports_sealedreport": "a sealed document is part of the school's record",
    "reports_factualcheck": "the version of the report that the school read",
}


@pytest.mark.rule("R46b")
def test_marks_stand_nowhere_but_where_the_rule_leaves_the_name(free, django_capture_on_commit_callbacks):
    before = {place.partition(":")[0] for mark in (NAME, ADDRESS, PHONE) for place in everywhere.found(mark)}
    with django_capture_on_commit_callbacks(execute=False):
        one = erase(free)
    while reader.address_one(ON_THE_DAY):
        pass
    Delivery.objects.filter(message__kind="records/erased").update(
        claimed_at=ON_THE_DAY, handed_over_at=ON_THE_DAY, sent_at=ON_THE_DAY
    )
    assert flows.forget_mails(at=ON_THE_DAY) == 1

    left = {place.partition(":")[0] for place in everywhere.found(NAME)}
    assert before > {"accounts_user", "account_emailaddress", "notifications_delivery", "accounts_eventnote"}
    assert before > {"schools_roleinvitation", "accounts_iqminvitation", "notifications_message", "billing_payer"}
    assert left - STAYS.keys() == set()
    assert everywhere.found("wqxzv.example") == []
    assert everywhere.found(PHONE) == []
    assert everywhere.found("wqxzv-there") == []
    assert EventNote.objects.filter(text="Was rude on the telephone.").count() == 0
    assert EventNote.objects.get(text__endswith="said so.").text == f"{one.pseudonym} said so."


@pytest.mark.rule("R46b")
def test_account_is_shut_under_a_pseudonym_and_everything_balances(free):
    trail.seal(at=ON_THE_DAY)
    one = erase(free)
    who = User.objects.get(pk=free.clara.pk)

    assert who.name == one.pseudonym
    assert who.email == f"{one.pseudonym.lower().replace(' ', '-')}@erased.invalid"
    assert (who.is_active, who.phone, who.has_usable_password()) == (False, "", False)
    assert not who.emailaddress_set.exists()
    assert not who.sign_ins.exists()
    assert not who.provider_links.exists()
    assert not Session.objects.filter(session_key="of a session").exists()
    assert broken() == []
    assert trail_conditions.look().wrong == []
    event = Event.objects.get(subject_type="accounts.user", subject_id=who.pk, action="erase")
    assert (event.by, event.reason, event.facts) == (free.ada, WHY, {"cause": "asked", "erasure": one.pk})


@pytest.mark.rule("R46b")
def test_certificate_says_what_went_and_not_whose(free):
    one = erase(free)
    with one.certificate.file.open("rb") as file:
        said = " ".join(text_of(file.read()).split())

    assert one.pseudonym in said
    assert "Email addresses 1" in said
    assert NAME not in said
    assert ADDRESS not in said
    assert one.counts["Mails to them: address and words"] >= 1


@pytest.mark.rule("R46b")
def test_last_mail_goes_to_the_address_and_is_emptied(free):
    one = erase(free)
    while reader.address_one(ON_THE_DAY):
        pass
    delivery = Delivery.objects.get(message__kind="records/erased")

    assert (delivery.address, one.pseudonym in delivery.text) == (ADDRESS, True)
    assert one.certificate.sha256 in delivery.text
    assert flows.forget_mails(at=ON_THE_DAY) == 0  # it has not gone yet
    assert flows.forget_mails(at=ON_THE_DAY + timedelta(days=7, seconds=-1)) == 0
    assert flows.forget_mails(at=ON_THE_DAY + timedelta(days=7)) == 1
    delivery.refresh_from_db()
    assert (delivery.address.endswith("@erased.invalid"), delivery.text, delivery.html) == (True, "", "")
    assert flows.forget_mails(at=ON_THE_DAY + timedelta(days=8)) == 0


@pytest.mark.rule("R46b")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("school role", "Is “Coordinator” of"),
        ("role at IQM", "Holds the role “Adviser” at IQM"),
        ("invitation", "An invitation to the role “Adviser” at IQM is open"),
        ("hold", "A legal hold stands on this person"),
        ("hold on the school", "A legal hold stands on"),
        ("name in the reason", "The reason says who the person is"),
    ],
)
def test_refuses_while_something_stands_in_the_way(free, given, words):
    reason = WHY
    if given == "school role":
        SchoolRole.objects.filter(user=free.clara).update(ended_at=None, ended_by=None)
    elif given == "role at IQM":
        role.grant(free.clara, "adviser", by=free.ada, at=NOW)
    elif given == "invitation":
        IqmInvitationFactory(email=ADDRESS, kind="adviser", expires_at=NOW + timedelta(days=400))
    elif given == "hold":
        hold.begin(free.clara, by=free.ada, at=NOW, reason="A claim.")
    elif given == "hold on the school":
        hold.begin(free.lead.school, by=free.ada, at=NOW, reason="A claim.")
    else:
        reason = f"By letter of {NAME}."
    with pytest.raises(Refused, match=words):
        erase(free, reason=reason)
    assert User.objects.get(pk=free.clara.pk).name == NAME
    assert not Erasure.objects.exists()


@pytest.mark.rule("R46b")
def test_open_visit_stands_in_the_way(told):
    visit = told.visit
    type(visit).objects.filter(pk=visit.pk).update(state="agreed")
    with pytest.raises(Refused, match="Is the assessor of a visit"):
        flows.erase(visit.assessor, cause="asked", by=told.ada, at=ON_THE_DAY, reason=WHY)


@pytest.mark.rule("R46b")
def test_nobody_erases_themselves_and_only_administrators_erase(free):
    for by in (free.staff, person("Nina")):
        with pytest.raises(NotPermitted):
            erase(free, by=by)
    with pytest.raises(NotPermitted):
        flows.erase(free.ada, cause="asked", by=free.ada, at=ON_THE_DAY, reason=WHY)


@pytest.mark.rule("R46b")
def test_cannot_be_undone(free):
    erase(free)
    who = User.objects.get(pk=free.clara.pk)
    with pytest.raises(Refused, match="erased already"):
        erase(free)
    with pytest.raises(Refused, match="cannot be undone"):
        emergency.reopen(who, by=free.ada, at=ON_THE_DAY, reason="Back.")
    with pytest.raises(Refused, match="cannot be undone"):
        role.grant(who, "staff", by=free.ada, at=ON_THE_DAY)
    with pytest.raises(Refused, match="was erased"):
        export.ask(who, by=free.ada, at=ON_THE_DAY)


@pytest.mark.rule("R46b")
def test_exports_go_with_the_person(free, django_capture_on_commit_callbacks):
    done = export.ask(free.clara, by=free.clara, at=ON_THE_DAY)
    export.build_everything_waiting()
    name = done.document.file.name
    waiting = export.ask(free.clara, by=free.ada, at=ON_THE_DAY, reason="Asked.")
    with django_capture_on_commit_callbacks(execute=True):
        erase(free)
    assert not default_storage.exists(name)
    waiting.refresh_from_db()
    assert waiting.failed_at == ON_THE_DAY
    assert export.build_everything_waiting() == 0


@pytest.mark.rule("R46b")
def test_name_that_somebody_else_bears_goes_only_where_it_is_surely_theirs(free):
    person(NAME)
    MessageFactory(
        kind="accounts/emergency",
        audience="iqm",
        audience_of={"kind": "finance"},
        context={"person": NAME},
        by=free.clara,
    )
    subject = subject_of(free.clara)
    assert NAME not in surely(subject)
    assert also(subject) == [NAME]
    one = erase(free)
    said = sorted(Message.objects.filter(kind="accounts/emergency").values_list("context__person", flat=True))
    assert said == sorted([NAME, one.pseudonym])
    assert User.objects.filter(name=NAME).count() == 1


@pytest.mark.rule("R46b")
def test_restored_backup_is_erased_again(free, tmp_path):
    who, lines = free.clara, StringIO()
    told = {"joined_at": who.joined_at.isoformat(), "cause": "asked"}
    file = tmp_path / "erased.txt"
    stranger = {**told, "person": free.ada.pk, "pseudonym": "Person 0001"}
    rows = [{**told, "person": who.pk, "pseudonym": "Person 12ab"}, stranger]
    file.write_text("\n".join(map(json.dumps, rows)))
    call_command("erase_again", file, stdout=lines)

    assert lines.getvalue() == "Person 12ab: erased again.\nPerson 0001: is not there.\n"
    assert User.objects.get(pk=who.pk).name == "Person 12ab"
    assert User.objects.get(pk=free.ada.pk).name == "Ada Admin"
    assert not Message.objects.filter(kind="records/erased").exists()
    assert broken() == []
    printed = StringIO()
    call_command("erased", stdout=printed)
    file.write_text(printed.getvalue())
    again = StringIO()
    call_command("erase_again", file, stdout=again)
    assert again.getvalue() == "Person 12ab: stays erased.\n"


@pytest.mark.rule("R46b")
def test_what_came_back_with_a_backup_is_said(told, tmp_path):
    file = tmp_path / "erased.txt"
    line = {"person": told.clara.pk, "joined_at": told.clara.joined_at.isoformat(), "cause": "asked"}
    file.write_text(json.dumps({**line, "pseudonym": "Person 12ab"}))
    said = StringIO()
    with pytest.raises(CommandError, match="Not erased: Person 12ab"):
        call_command("erase_again", file, stdout=said)
    assert "End the role there first." in said.getvalue()
    file.write_text("no line of ours")
    with pytest.raises(CommandError, match="does not hold"):
        call_command("erase_again", file)


@pytest.mark.rule("R46b")
def test_page_says_what_goes_and_carries_it_out(free, client):
    client.force_login(free.ada)
    url = reverse("records:erase_person", args=[free.clara.pk])
    page = client.get(url).text
    assert "What goes for good" in page
    assert "Erase for good" in page
    assert page.count(free.ada.name) > 0  # at the head stands who is signed in, not who is looked at
    answer = client.post(url, {"cause": "asked", "reason": WHY})
    one = Erasure.objects.get()
    assert answer.url == reverse("records:erasure", args=[one.pk])
    assert one.pseudonym in client.get(answer.url).text
    saved = client.get(reverse("records:certificate_file", args=[one.certificate.pk]))
    assert b"".join(saved.streaming_content).startswith(b"%PDF")
    assert "erased already" in client.get(url).text


@pytest.mark.rule("R46b")
def test_page_of_somebody_erased_says_so_and_offers_nothing(free, client):
    one = erase(free)
    client.force_login(free.ada)
    page = client.get(reverse("accounts:person", args=[free.clara.pk])).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "This person was erased" in main
    assert one.pseudonym in main
    assert reverse("records:erasure", args=[one.pk]) in main
    assert "is shut" not in main
    for offered in ("Grant a role", "Open the account", "Export all", "legal hold", "Erase this person", "<form"):
        assert offered not in main


@pytest.mark.rule("R46b")
def test_nothing_is_done_any_more_about_somebody_erased(free):
    erase(free)
    gone = User.objects.get(pk=free.clara.pk)
    by = {"by": free.ada, "at": ON_THE_DAY}
    for act in (
        lambda: emergency.shut(gone, **by, reason=WHY),
        lambda: emergency.reopen(gone, **by, reason=WHY),
        lambda: emergency.end_sessions(gone, **by, reason=WHY),
        lambda: factor_reset.ask(gone, **by, reason=WHY),
        lambda: role.grant(gone, "staff", **by),
        lambda: export.ask(gone, **by),
        lambda: hold.begin(gone, **by, reason=WHY),
    ):
        with pytest.raises(Refused, match=r"erased|no second factor"), transaction.atomic():
            act()


@pytest.mark.rule("R46b")
def test_texts_with_the_name_are_counted_once_and_the_link_leads_to_them(free, client):
    client.force_login(free.ada)
    url = reverse("records:erase_person", args=[free.clara.pk])
    before = selectors.preview(free.clara).texts
    DemoMail.objects.create(subject=NAME, text=NAME, html=NAME, address="a@people.example")
    assert selectors.preview(free.clara).texts == before > 0
    page = client.get(url).text
    assert 'name="of_people" value="1"' in page
    asked = {"passage": NAME, "of_people": "1", "choose": "all"}
    there = client.post(reverse("records:find"), asked).text
    assert there.count('name="places"') == before
    assert client.post(reverse("records:find"), {"passage": NAME}).text.count('name="places"') > before


@pytest.mark.rule("R46b")
def test_page_names_what_stands_in_the_way(told, client):
    client.force_login(told.ada)
    page = client.get(reverse("records:erase_person", args=[told.clara.pk])).text
    assert reverse("schools:people", args=[told.lead.school.pk]) in page
    assert "Erase for good" not in page


BY_HAND = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {0} DISABLE TRIGGER USER; "
BREAKS = {
    "whoever was erased is nobody any more": "UPDATE accounts_user SET phone = '1' WHERE email LIKE '%@erased.invalid'",
    "nobody stands under a pseudonym without an erasure": BY_HAND.format("records_certificate")
    + "DELETE FROM records_certificate; "
    + BY_HAND.format("records_erasure")
    + "DELETE FROM records_erasure",
    "every erasure has its certificate": BY_HAND.format("records_certificate") + "DELETE FROM records_certificate",
    "what is withdrawn of records_certificate was withdrawn by an act": BY_HAND.format("records_certificate")
    + "UPDATE records_certificate SET withdrawn_at = now()",
    "what is withdrawn of records_exportfile was withdrawn by an act": "UPDATE records_exportfile "
    "SET withdrawn_at = now()",
}


@in_turns(4)
@pytest.mark.rule("R46b")
@pytest.mark.parametrize("name", BREAKS)
def test_invariant_names_what_is_broken(free, name):
    erase(free)
    export.ask(free.ada, by=free.ada, at=ON_THE_DAY)
    export.build_everything_waiting()
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name])

    assert name in {breach.name for breach in broken()}
