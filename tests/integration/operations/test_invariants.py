"""The simulation: the same seed tells the same story, and every invariant holds of it and can fail."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from centres.application.models.application import Application
from centres.consultancy.flows import call
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.flows import plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation.programme import Plot, play
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.operations.invariants import EVERY_FILE, Breach, broken, every_check
from iqm_coe.operations.periodic import check_invariants, sweep_files
from reviews.reports.models.report import Report
from schools.flows import role
from schools.models.school import School
from tests import scene
from tests import scene as scene_tests
from tests.clock import NOW, TODAY, days
from tests.documents import upload
from tests.factories.notifications import DeliveryFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.proofs import proved
from tests.whole import as_much_as, in_the_whole, in_turns

pytestmark = pytest.mark.django_db


def told() -> dict[str, list]:
    """The story without its row numbers and keys."""
    centres = Centre.objects.order_by("pk")
    places = Membership.objects.order_by("pk")
    return {
        "people": list(User.objects.order_by("pk").values_list("name", "email")),
        "centres": list(centres.values_list("name", "state", "lead_school__name", "started_at", "approved_on")),
        "applications": list(Application.objects.order_by("pk").values_list("state", "submitted_at", "decided_at")),
        "places": list(places.values_list("centre__name", "school__name", "state", "live_from")),
        "awards": list(School.objects.order_by("pk").values_list("name", "awards__valid_from")),
    }


# One whole year and the next begun, and one that waits: what a seed decides is in them. The cut ends with the plans.
TWO_CENTRES = (Plot("active", as_much_as(whole=374, cut=60)), Plot("sent", 6))


def fresh(seed: int) -> dict[str, list]:
    """Play into an empty database and take it away again."""
    with transaction.atomic():
        play(centres=2, seed=seed, now=NOW, plots=TWO_CENTRES)
        story = told()
        transaction.set_rollback(True)
    return story


@in_the_whole
@pytest.mark.slow
def test_simulation_tells_the_same_story_for_a_seed_and_another_for_another() -> None:
    first, again, other = fresh(7), fresh(7), fresh(8)
    assert first == again
    assert first["places"] != other["places"]


@in_the_whole
@pytest.mark.slow
def test_simulation_brings_centres_to_every_state_and_breaks_no_invariant() -> None:
    said = play(centres=12, seed=7, now=NOW)
    assert said.startswith("500 schools from the register, 12 Centres, ")
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {"approved": 7, "submitted": 1, "changes_requested": 1, "draft": 1, "declined": 1, "withdrawn": 1}
    assert set(CentreYear.objects.values_list("number", flat=True)) == {1, 2}
    sealed = Counter(Report.objects.filter(state="issued").values_list("review__year__number", flat=True))
    assert set(sealed) == {1, 2}
    assert set(Report.objects.values_list("state", flat=True)) == {"factual", "issued"}
    assert Membership.objects.filter(state="awaiting").count() == 1
    assert broken() == []
    assert Application.objects.filter(submitted_at__gt=NOW).count() == 0


def test_simulation_plays_only_into_an_empty_database() -> None:
    scene_tests.person("Somebody")
    with pytest.raises(CommandError, match="not empty"):
        call_command("simulate")
    assert User.objects.count() == 1


def test_invariants_hold_of_an_empty_database() -> None:
    assert broken() == []
    assert check_invariants() == 0


def test_invariants_hold_of_every_state() -> None:
    scene_tests.forming()
    scene_tests.submitted()
    scene_tests.active()
    assert broken() == []


def unguarded(table: str, change: str) -> str:
    """The owner's rewrite of a table that is written once: below everything that guards it."""
    return f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER; UPDATE {table} SET {change}"


# Each invariant, broken by hand below the product: the world it needs, and the SQL that breaks it.
BREAKS = {
    "an active Centre has two members": (
        "active",
        "UPDATE membership_membership SET state = 'awaiting' WHERE id = (SELECT min(id) FROM membership_membership)",
    ),
    "an active Centre has an adviser": ("active", "UPDATE membership_centreaccess SET until_at = from_at"),
    "an active Centre has a year from its approval": (
        "active",
        "UPDATE year_centreyear SET opens_on = opens_on + 1",
    ),
    "a year has its three plans": (
        "active",
        "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM year_plan WHERE id = (SELECT min(id) FROM year_plan)",
    ),
    "a live member of the open year owes its annual payment": (
        "active",
        "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM billing_charge WHERE id = (SELECT min(id) FROM billing_charge)",
    ),
    "a live member of the open year has its review": (
        "active",
        (
            "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM update_answer; "
            "DELETE FROM update_review WHERE id = (SELECT min(id) FROM update_review)"
        ),
    ),
    "the lead school belongs to its Centre": (
        "forming",
        (
            "UPDATE membership_membership SET state = 'ended', ended_at = now() "
            "WHERE school_id = (SELECT lead_school_id FROM membership_centre)"
        ),
    ),
    "a Centre and its application agree": ("submitted", "UPDATE membership_centre SET state = 'closed'"),
    "nobody joins a Centre after its decision without an award": (
        "active",
        "UPDATE membership_membership SET state = 'joining', live_from = NULL",
    ),
    "an application with IQM has no open invitation": (
        "submitted",
        "UPDATE membership_centreinvitation SET state = 'open', answered_at = NULL",
    ),
    "a decision happened once": (
        "active",
        (
            "INSERT INTO accounts_event (at, action, subject_type, subject_id, from_state, to_state, facts) "
            "SELECT now(), 'decline', 'application.application', id, '', '', '{}' FROM application_application"
        ),
    ),
    "a decider held no role in a member school, or an override was recorded": (
        "active",
        (
            "INSERT INTO schools_schoolrole (user_id, school_id, kind, title, authority, granted_at) "
            "SELECT decided_by_id, (SELECT min(school_id) FROM membership_membership), 'contributor', '', '', "
            "decided_at FROM application_application"
        ),
    ),
    "an approval found two eligible schools": (
        "active",
        (
            "DELETE FROM application_eligibilityfinding WHERE id = "
            "(SELECT max(id) FROM application_eligibilityfinding WHERE moment = 'approval')"
        ),
    ),
    "changes stay asked for only while they are requested": (
        "submitted",
        (
            "INSERT INTO application_changerequest "
            "(application_id, criterion, reason, due_on, requested_by_id, requested_at) "
            "SELECT id, 'C1', 'More.', '2026-12-07', submitted_by_id, now() FROM application_application"
        ),
    ),
    "an accepted invitation gave its role": (
        "forming",
        (
            "INSERT INTO schools_roleinvitation "
            "(email, key, state, invited_at, expires_at, answered_at, kind, authority, passes_all, invited_by_id, "
            "school_id) "
            "SELECT 'x@people.example', 'k', 'accepted', now(), now() + interval '1 day', now(), 'finance', '', false, "
            "started_by_id, lead_school_id FROM membership_centre"
        ),
    ),
    "a charge is on one line when it is invoiced, and on none before": (
        "money",
        unguarded("billing_charge", "state = 'open'"),
    ),
    "invoice numbers have no gaps": ("money", unguarded("billing_invoiceseries", "last = last + 1")),
    "an invoice is the sum of its lines": (
        "money",
        unguarded("billing_invoice", "net = net + 1, gross = gross + 1"),
    ),
    "what is paid on a line is the sum of its entries": ("money", "UPDATE billing_lineaccount SET paid = paid - 1"),
    "what is allocated of a payment is the sum of its entries": (
        "money",
        "UPDATE billing_paymentaccount SET allocated = allocated - 1",
    ),
    "the minutes left are the sum of the ledger": ("money", "UPDATE consultancy_consultancyaccount SET balance = 60"),
    "no minutes are spent without a grant": (
        "money",
        unguarded("consultancy_consultancygrant", "given_at = given_at + interval '1 day'"),
    ),
    "a grant has its entry": ("money", unguarded("consultancy_consultancygrant", "minutes = 90")),
    "a call is charged no more than it took": ("money", "UPDATE consultancy_consultancycall SET minutes = 1"),
    "an included hour was paid for, or its release recorded": (
        "money",
        unguarded("billing_allocation", "at = at + interval '1 second'"),
    ),
    "a reminder that was sent has a message of its day": (
        "reminders",
        "UPDATE notifications_message SET created_at = created_at + interval '1 hour'",
    ),
    "of one thing no earlier reminder was sent after a later one": (
        "reminders",
        "UPDATE notifications_reminder SET step = 100 - step WHERE sent_at IS NOT NULL",
    ),
    "the state of each year.plan agrees with its events": (
        "plan",
        "UPDATE year_plan SET state = 'expected'",
    ),
    "the state of each billing.charge agrees with its events": (
        "active",
        "UPDATE billing_charge SET state = 'to_price', net = NULL",
    ),
    "a message that was addressed has a mail to somebody, or says that it found nobody or was over": (
        "delivery",
        "DELETE FROM notifications_delivery",
    ),
    "confidential mail is empty once it went or was let go": (
        "delivery",
        (
            "UPDATE notifications_message SET is_confidential = true; "
            "UPDATE notifications_delivery SET claimed_at = now(), handed_over_at = now(), sent_at = now()"
        ),
    ),
    "the state of each membership.centre agrees with its events": (
        "active",
        "UPDATE membership_centre SET state = 'closed'",
    ),
    "the state of each membership.membership agrees with its events": (
        "active",
        "UPDATE membership_membership SET state = 'awaiting'",
    ),
    "the state of each application.application agrees with its events": (
        "submitted",
        "UPDATE application_application SET state = 'changes_requested'",
    ),
    "the state of each membership.centreinvitation agrees with its events": (
        "forming",
        "UPDATE membership_centreinvitation SET state = 'declined'",
    ),
    "the state of each schools.roleinvitation agrees with its events": (
        "role invitation",
        "UPDATE schools_roleinvitation SET state = 'declined'",
    ),
    "the state of each accounts.iqminvitation agrees with its events": (
        "iqm invitation",
        "UPDATE accounts_iqminvitation SET state = 'declined'",
    ),
}


def set_up(what: str) -> None:
    if what == "delivery":
        DeliveryFactory()
    elif what == "money":
        _paid_and_spent()
    elif what == "plan":
        played = scene_tests.active()
        plan.lodge(played.plan(), upload(), by=played.lead.coordinator, at=NOW)
    elif what == "reminders":
        Money().lines()
        for day in (23, 30):
            reminders.run(NOW + days(day))
    elif what == "role invitation":
        _answered_role_invitation()
    elif what == "iqm invitation":
        _answered_iqm_invitation()
    else:
        getattr(scene, what)()


def _paid_and_spent() -> None:
    money = Money()
    money.pay_all()
    facts = {"kind": "email", "held_on": TODAY, "minutes": 20, "with_whom": "Ms Oak", "about": "Plans."}
    call.log(money.year, **facts, by=money.adviser, at=NOW)


def _answered_role_invitation() -> None:
    ours = scene_tests.staffed_school("Ours")
    nina = scene_tests.person("Nina")
    invitation = role.invite(ours.school, email=nina.email, kind="finance", by=ours.coordinator, at=NOW)
    role.accept(invitation, by=nina, at=NOW)


def _answered_iqm_invitation() -> None:
    ada, sam = scene_tests.iqm_person("Ada", "administrator"), scene_tests.person("Sam")
    invitation_flows.accept_iqm(invitation_flows.invite_to_iqm(sam.email, "staff", by=ada, at=NOW), by=sam, at=NOW)


def test_every_invariant_has_a_way_to_break_it() -> None:
    assert proved("BREAKS") == set(every_check())


@in_turns(4)
@pytest.mark.rule("R13i")
@pytest.mark.parametrize("name", BREAKS)
def test_invariant_names_what_is_broken(name: str) -> None:
    what, statement = BREAKS[name]
    set_up(what)
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert name in {breach.name for breach in broken()}


def test_row_without_its_file_is_found() -> None:
    played = scene_tests.active()
    version = plan.lodge(played.plan(), upload(), by=played.lead.coordinator, at=NOW)
    assert broken() == []

    version.file.storage.delete(version.file.name)

    assert broken() == [Breach(EVERY_FILE, version.file.name)]


def test_night_takes_away_what_no_row_stands_for(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    played = scene_tests.active()
    version = plan.lodge(played.plan(), upload(), by=played.lead.coordinator, at=NOW)
    left = default_storage.save("2020/01/left.pdf", ContentFile(b"%PDF left"))

    with time_machine.travel(timezone.now() + days(2)):
        assert sweep_files() == 1

    assert (default_storage.exists(left), default_storage.exists(version.file.name)) == (False, True)


def test_what_another_sweep_took_away_since_it_was_listed_is_no_error(settings, tmp_path, monkeypatch) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    taken = default_storage.save("2020/01/taken.pdf", ContentFile(b"%PDF taken"))
    left = default_storage.save("2020/01/left.pdf", ContentFile(b"%PDF left"))
    listdir = default_storage.listdir

    def listed_and_taken(folder: str) -> tuple[list[str], list[str]]:
        listed = listdir(folder)
        if folder == "2020/01/":
            default_storage.delete(taken)
        return listed

    monkeypatch.setattr(default_storage, "listdir", listed_and_taken)
    with time_machine.travel(timezone.now() + days(2)):
        assert sweep_files() == 1

    assert not default_storage.exists(left)


def test_command_says_what_is_broken_and_ends_with_an_error(capsys) -> None:
    scene_tests.active()
    call_command("check_invariants")
    assert f"{len(every_check())} invariants hold." in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("UPDATE membership_centreaccess SET until_at = from_at")
    with pytest.raises(CommandError, match="1 breaches"):
        call_command("check_invariants")
    assert "an active Centre has an adviser: " in capsys.readouterr().err
    assert check_invariants() == 1


def test_decider_whose_role_began_after_the_decision_is_no_breach() -> None:
    there = scene_tests.active()
    SchoolRoleFactory(school=there.lead.school, user=there.staff, granted_at=NOW + days(1))
    assert broken() == []
    assert there.centre.approved_on == date(2026, 11, 23)
