"""What the database itself refuses: rewriting the trail, and rows that cannot be true."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from centres.application.models.agreement import Agreement
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import CriterionAnswer, EvidenceLink
from centres.application.models.eligibility import EligibilityFinding
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.year.models.plan import Plan, PlanVersion
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.append_only import append_only_tables
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.notifications.models.server import MailServer
from iqm_coe.operations.models.fault import Fault
from schools.models.award import Award
from schools.models.headship import HeadChange
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.register import RegisterFile, RegisterImport
from schools.models.role import SchoolRole
from schools.models.school import Identifier, School
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, MembershipFactory
from tests.factories.notifications import MessageFactory
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.proofs import proved

pytestmark = pytest.mark.django_db

WRITTEN_ONCE = [
    "accounts_event",
    "billing_allocation",
    "billing_invoice",
    "billing_invoiceline",
    "billing_writeoff",
    "consultancy_consultancygrant",
    "consultancy_ledgerentry",
    "operations_sealedrange",
    "records_certificate",
    "records_erasure",
    "reports_packfile",
    "reports_sealedfile",
    "reports_sealedreport",
    "update_answerversion",
    "update_declaration",
    "update_targetprogressversion",
    "year_planversion",
]
DENIED = "permission denied|must be owner"
AS_THE_APPLICATION = [
    "UPDATE accounts_event SET action = 'x'",
    "DELETE FROM accounts_event",
    "TRUNCATE accounts_event CASCADE",
    "ALTER TABLE accounts_event DISABLE TRIGGER ALL",
    "DROP TRIGGER written_once ON accounts_event",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    "UPDATE django_migrations SET name = 'x'",
    "DELETE FROM django_migrations",
    "TRUNCATE schools_school CASCADE",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP TABLE accounts_eventnote",
    "ALTER TABLE schools_award DROP CONSTRAINT award_ends_after_it_starts",
]


@pytest.fixture
def event():
    return Event.objects.create(at=NOW, action="start", subject_type="membership.centre", subject_id=1)


@pytest.fixture
def cursor(event):
    with connection.cursor() as opened:
        yield opened


@pytest.fixture
def as_the_application(cursor):
    """The role that the web and the workers use."""
    cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
    return cursor


@pytest.mark.rule("R45b")
@pytest.mark.parametrize("statement", AS_THE_APPLICATION)
def test_application_may_not(as_the_application, statement):
    with pytest.raises(ProgrammingError, match=DENIED), transaction.atomic():
        as_the_application.execute(statement)


def test_application_may_read_write_and_add_to_the_trail(as_the_application):
    made = SchoolFactory()
    Event.objects.create(at=NOW, action="add", subject_type="schools.school", subject_id=made.pk)
    School.objects.filter(pk=made.pk).update(town="Leeds")

    assert list(Event.objects.values_list("action", flat=True)) == ["add", "start"]
    assert School.objects.get(pk=made.pk).town == "Leeds"


@pytest.mark.rule("R45b")
@pytest.mark.parametrize("statement", ["UPDATE accounts_event SET action = 'x'", "DELETE FROM accounts_event"])
def test_owner_may_not_rewrite_the_trail_either(cursor, statement):
    with pytest.raises((InternalError, IntegrityError), match="written once"), transaction.atomic():
        cursor.execute(statement)


def test_trigger_stands_on_every_append_only_table(cursor):
    cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'written_once' AND tgenabled = 'O'")

    assert sorted(row[0] for row in cursor.fetchall()) == append_only_tables() == WRITTEN_ONCE


class Rows:
    """Valid rows to build a wrong one from; each field of a wrong row that is not named is right."""

    def __init__(self) -> None:
        self.user, self.school, self.centre = UserFactory(), SchoolFactory(), CentreFactory()
        self.application = Application.objects.create(centre=self.centre)
        self.place = MembershipFactory(centre=self.centre)
        self.answer = CriterionAnswer.objects.create(application=self.application, criterion="C1")
        self.message = MessageFactory()

    def award(self, **wrong: Any) -> Any:
        right = {"awarded_on": TODAY, "valid_from": date(2026, 1, 1), "valid_until": date(2028, 12, 31)}
        return Award(**{"school": self.school, "kind": "flagship", "recorded_at": NOW, **right, **wrong})

    def role(self, **wrong: Any) -> Any:
        right = {"user": self.user, "school": self.school, "kind": "coordinator", "granted_at": NOW}
        return SchoolRole(**{**right, **wrong})

    def head_change(self, **wrong: Any) -> Any:
        held = {"user": self.user, "school": self.school, "kind": "headteacher", "ended_at": None}
        role, _is_new = SchoolRole.objects.get_or_create(**held, defaults={"granted_at": NOW})
        return HeadChange(**{"role": role, "what": "begun", "at": NOW, **wrong})

    def joining(self, **wrong: Any) -> Any:
        right = {"kind": "contributor", "words": "I teach.", "asked_at": NOW, "expires_at": NOW + days(30)}
        return Joining(**{"user": self.user, "school": self.school, **right, **wrong})

    def declined(self, **wrong: Any) -> Any:
        right = {"state": "declined", "answered_at": NOW, "answered_by": UserFactory(), "answer": "No."}
        return self.joining(**{**right, **wrong})

    def reading(self, **wrong: Any) -> Any:
        return RegisterImport(**{"file_name": "f", "read_at": NOW, **wrong})

    def register_file(self, **wrong: Any) -> Any:
        reading = self.reading()
        reading.save()
        right = {"file": "2026/11/x.csv", "name": "f", "content_type": "text/csv", "size": 1, "sha256": "0" * 64}
        return RegisterFile(**{"reading": reading, **right, **wrong})

    def iqm_role(self, **wrong: Any) -> Any:
        return IqmRole(**{"user": self.user, "kind": "staff", "granted_at": NOW, **wrong})

    def _offer(self) -> dict[str, Any]:
        return {"email": "a@b.example", "invited_by": self.user, "invited_at": NOW, "expires_at": NOW + days(7)}

    def role_invitation(self, **wrong: Any) -> Any:
        return RoleInvitation(**{**self._offer(), "school": self.school, "kind": "coordinator", **wrong})

    def iqm_invitation(self, **wrong: Any) -> Any:
        return IqmInvitation(**{**self._offer(), "kind": "staff", **wrong})

    def centre_row(self, **wrong: Any) -> Any:
        right = {"name": "One", "lead_school": self.school, "started_at": NOW, "started_by": self.user}
        return Centre(**{**right, **wrong})

    def membership(self, **wrong: Any) -> Any:
        return Membership(**{"centre": self.centre, "school": self.school, "joined_at": NOW, **wrong})

    def centre_invitation(self, **wrong: Any) -> Any:
        right = {"invited_by": self.user, "invited_at": NOW, "expires_at": NOW + days(30)}
        return CentreInvitation(**{"centre": self.centre, "school": self.school, **right, **wrong})

    def year(self, **wrong: Any) -> Any:
        right = {"number": 1, "opens_on": date(2026, 1, 1), "closes_on": date(2026, 12, 31)}
        return CentreYear(**{"centre": self.centre, **right, **wrong})

    def plan(self, **wrong: Any) -> Any:
        days_of_it = {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 12, 31)}
        year, _is_new = CentreYear.objects.get_or_create(centre=self.centre, number=1, defaults=days_of_it)
        return Plan(**{"year": year, "kind": "research", "due_on": TODAY, **wrong})

    def version(self, **wrong: Any) -> Any:
        plan, _is_new = Plan.objects.get_or_create(year=self.plan().year, kind="research", due_on=TODAY)
        right = {"number": 1, "lodged_by": self.user, "lodged_at": NOW, "size": 1, "sha256": "0" * 64}
        return PlanVersion(**{"plan": plan, "file": "a.pdf", "name": "a.pdf", **right, **wrong})

    def reminder(self, **wrong: Any) -> Any:
        right = {"kind": "plan", "subject_type": "year.plan", "subject_id": 1, "step": -7, "due_on": TODAY}
        return Reminder(**{**right, "send_on": TODAY - days(7), "planned_at": NOW, **wrong})

    def access(self, **wrong: Any) -> Any:
        right = {"kind": "adviser", "from_at": NOW, "source": "appointed", "given_by": self.place.centre.started_by}
        return CentreAccess(**{"user": self.user, "centre": self.centre, **right, **wrong})

    def decided(self, **wrong: Any) -> Any:
        for name, value in wrong.items():
            setattr(self.application, name, value)
        return self.application

    def agreement(self, **wrong: Any) -> Any:
        right = {"given_by": self.user, "given_name": "A Head", "capacity": "headteacher", "given_at": NOW}
        return Agreement(**{"membership": self.place, "criterion": "C6", **right, **wrong})

    def change(self, **wrong: Any) -> Any:
        right = {"reason": "Say more.", "due_on": TODAY, "requested_by": self.user, "requested_at": NOW}
        return ChangeRequest(**{"application": self.application, "criterion": "C1", **right, **wrong})

    def finding(self, **wrong: Any) -> Any:
        right = {"moment": "approval", "checked_at": NOW, "is_eligible": False}
        return EligibilityFinding(**{"application": self.application, "school": self.school, **right, **wrong})

    def evidence(self, **wrong: Any) -> Any:
        right = {"url": "https://a.example/", "title": "Proof", "added_at": NOW, "added_by": self.user}
        return EvidenceLink(**{"answer": self.answer, **right, **wrong})

    def fault(self) -> Any:
        return Fault(round="open years", row="membership.centre 1", error="E", first_at=NOW, last_at=NOW)

    def delivery(self, **wrong: Any) -> Any:
        right = {"address": "a@b.example", "subject": "S", "text": "T", "html": "H"}
        return Delivery(**{"message": self.message, **right, "created_at": NOW, "next_attempt_at": NOW, **wrong})

    def identifier(self, **wrong: Any) -> Any:
        return Identifier(**{"school": self.school, "scheme": "GB-EDU", "value": "123456", **wrong})


def _ended(rows: Rows) -> dict[str, Any]:
    return {"ended_at": NOW + days(1), "ended_by": rows.user}


Make = Callable[[Rows], Any]

# The row that the constraint refuses; before it, rows that are right and stand in its way.
REFUSED_ROWS: dict[str, tuple[Make, ...]] = {
    "user_has_a_name": (lambda r: User(email="x@y.example", name="", password="!"),),
    "user_email_unique_whatever_its_case": (lambda r: User(email=r.user.email.upper(), name="Twin", password="!"),),
    "iqm_role_held_once_at_a_time": (lambda r: r.iqm_role(), lambda r: r.iqm_role()),
    "iqm_role_ended_by_and_at_together": (lambda r: r.iqm_role(ended_at=NOW),),
    "iqm_role_ends_after_it_began": (lambda r: r.iqm_role(ended_at=NOW - days(1), ended_by=r.user),),
    "iqm_role_of_a_known_kind": (lambda r: r.iqm_role(kind="king"),),
    "iqm_invited_once": (lambda r: r.iqm_invitation(), lambda r: r.iqm_invitation(email="A@B.example")),
    "iqminvitation_ends_after_it_began": (lambda r: r.iqm_invitation(expires_at=NOW),),
    "iqminvitation_answered_at_when_closed": (lambda r: r.iqm_invitation(state="accepted"),),
    "iqminvitation_state_known": (lambda r: r.iqm_invitation(state="lost", answered_at=NOW),),
    "school_has_a_name": (lambda r: School(name=""),),
    "school_status_known": (lambda r: School(name="S", status="asleep"),),
    "school_ages_in_order": (lambda r: School(name="S", low_age=11, high_age=4),),
    "identifier_of_one_school": (
        lambda r: r.identifier(),
        lambda r: r.identifier(school=r.place.school),
    ),
    "identifier_once_a_school": (
        lambda r: r.identifier(scheme="GB-SCOTEDU", value="1234567"),
        lambda r: r.identifier(scheme="GB-SCOTEDU", value="1234567"),
    ),
    "identifier_shape_urn": (lambda r: r.identifier(value="1234567"),),
    "identifier_shape_laestab": (lambda r: r.identifier(scheme="GB-LAESTAB"),),
    "identifier_shape_ukprn": (lambda r: r.identifier(scheme="GB-UKPRN"),),
    "identifier_shape_wales": (lambda r: r.identifier(scheme="GB-WALEDU"),),
    "identifier_shape_scotland": (lambda r: r.identifier(scheme="GB-SCOTEDU"),),
    "identifier_shape_northern_ireland": (lambda r: r.identifier(scheme="GB-NIEDU"),),
    "award_ends_after_it_starts": (lambda r: r.award(valid_until=date(2025, 12, 31)),),
    "award_kind_known": (lambda r: r.award(kind="gold"),),
    "award_withdrawn_by_and_at_together": (lambda r: r.award(withdrawn_at=NOW),),
    "award_periods_of_a_kind_never_overlap": (
        lambda r: r.award(),
        lambda r: r.award(valid_from=date(2028, 12, 31), valid_until=date(2030, 1, 1)),
    ),
    "school_role_held_once_at_a_time": (lambda r: r.role(), lambda r: r.role()),
    "school_role_ended_by_somebody_or_by_its_day": (lambda r: r.role(ended_at=NOW),),
    "school_role_until_a_day_after_it_began": (lambda r: r.role(until=TODAY - days(1)),),
    "school_acting_head_until_a_day": (lambda r: r.role(kind="acting_head", authority="Governors"),),
    "school_role_ends_after_it_began": (lambda r: r.role(ended_at=NOW - days(1), ended_by=r.user),),
    "school_role_kind_known": (lambda r: r.role(kind="cook"),),
    "school_delegate_has_authority": (lambda r: r.role(kind="delegate"),),
    "joining_asked_once": (lambda r: r.joining(), lambda r: r.joining(kind="finance")),
    "joining_of_a_role_asked_for": (lambda r: r.joining(kind="delegate"),),
    "joining_says_who": (lambda r: r.joining(words=""),),
    "joining_lapses_later": (lambda r: r.joining(expires_at=NOW),),
    "joining_answered_at_when_over": (lambda r: r.joining(answered_at=NOW),),
    "joining_answered_by_somebody": (lambda r: r.declined(answered_by=None),),
    "joining_answered_by_another": (lambda r: r.declined(answered_by=r.user),),
    "joining_declined_with_a_reason": (lambda r: r.declined(answer=""),),
    "joining_state_known": (lambda r: r.joining(state="lost", answered_at=NOW),),
    "head_change_begun_and_ended_once_a_role": (lambda r: r.head_change(), lambda r: r.head_change()),
    "head_change_days_of_a_move": (lambda r: r.head_change(until_before=TODAY),),
    "head_change_of_a_known_sort": (lambda r: r.head_change(what="lost"),),
    "head_change_seen_by_and_at_together": (lambda r: r.head_change(seen_at=NOW),),
    "school_role_invited_once": (lambda r: r.role_invitation(), lambda r: r.role_invitation(email="A@B.example")),
    "school_hand_over_of_all_from_somebody": (lambda r: r.role_invitation(passes_all=True),),
    "school_acting_head_invited_until_a_day": (lambda r: r.role_invitation(kind="acting_head", authority="Governors"),),
    "school_delegate_invited_with_authority": (lambda r: r.role_invitation(kind="delegate"),),
    "roleinvitation_ends_after_it_began": (lambda r: r.role_invitation(expires_at=NOW),),
    "roleinvitation_answered_at_when_closed": (lambda r: r.role_invitation(answered_at=NOW),),
    "roleinvitation_state_known": (lambda r: r.role_invitation(state="lost", answered_at=NOW),),
    "register_rows_add_up": (lambda r: r.reading(rows=2, created=1),),
    "register_cancelled_comes_to_nothing": (lambda r: r.reading(cancelled_by=r.user, finished_at=NOW),),
    "registerimport_ends_in_one_way": (lambda r: r.reading(finished_at=NOW, failed_at=NOW),),
    "registerimport_claimed_and_heard_together": (lambda r: r.reading(heard_at=NOW),),
    "registerimport_is_never_more_than_done": (lambda r: r.reading(done=2, total=1),),
    "registerfile_has_a_hash": (lambda r: r.register_file(sha256="x"),),
    "registerfile_is_not_empty": (lambda r: r.register_file(size=0),),
    "centre_has_a_name": (lambda r: r.centre_row(name=""),),
    "centre_state_known": (lambda r: r.centre_row(state="lost"),),
    "centre_forming_is_not_approved": (lambda r: r.centre_row(approved_on=TODAY),),
    "centre_active_since_a_day": (lambda r: r.centre_row(state="active"),),
    "centre_year_number_once": (
        lambda r: r.year(),
        lambda r: r.year(opens_on=date(2027, 1, 1), closes_on=date(2027, 12, 31)),
    ),
    "centre_year_counts_from_one": (lambda r: r.year(number=0),),
    "centre_year_closes_after_it_opens": (lambda r: r.year(closes_on=date(2026, 1, 1)),),
    "centre_years_never_overlap": (
        lambda r: r.year(),
        lambda r: r.year(number=2, opens_on=date(2026, 12, 31), closes_on=date(2027, 12, 30)),
    ),
    "centre_access_once_at_a_time": (lambda r: r.access(kind="payer"), lambda r: r.access(kind="payer")),
    "centre_has_one_adviser": (lambda r: r.access(), lambda r: r.access(user=UserFactory())),
    "centre_access_ends_after_it_began": (lambda r: r.access(until_at=NOW - days(1)),),
    "centre_access_kind_known": (lambda r: r.access(kind="friend"),),
    "nobody_appoints_themselves_adviser": (lambda r: r.access(given_by=r.user),),
    "school_stands_in_one_centre_at_a_time": (
        lambda r: r.membership(),
        lambda r: r.membership(centre=CentreFactory()),
    ),
    "membership_state_known": (lambda r: r.membership(state="lost"),),
    "membership_ended_at_when_ended": (lambda r: r.membership(state="ended"),),
    "membership_live_since_a_day": (lambda r: r.membership(state="live"),),
    "school_invited_once_to_a_centre": (lambda r: r.centre_invitation(), lambda r: r.centre_invitation()),
    "centre_invitation_state_known": (lambda r: r.centre_invitation(state="lost", answered_at=NOW),),
    "centre_invitation_ends_after_it_began": (lambda r: r.centre_invitation(expires_at=NOW),),
    "centre_invitation_answered_at_when_closed": (lambda r: r.centre_invitation(state="declined"),),
    "application_state_known": (lambda r: r.decided(state="lost", submitted_at=NOW, submitted_by=r.user),),
    "application_submitted_by_and_at_together": (lambda r: r.decided(state="submitted", submitted_at=NOW),),
    "application_decided_by_and_at_together": (
        lambda r: r.decided(state="approved", submitted_at=NOW, submitted_by=r.user, decided_at=NOW),
    ),
    "application_decided_when_decided": (lambda r: r.decided(decided_at=NOW, decided_by=r.user),),
    "application_submitted_before_anything_else": (lambda r: r.decided(state="submitted"),),
    "criterion_answered_once": (lambda r: CriterionAnswer(application=r.application, criterion="C1"),),
    "criterion_answered_in_writing": (lambda r: CriterionAnswer(application=r.application, criterion="C6"),),
    "criterion_done_by_and_at_together": (
        lambda r: CriterionAnswer(application=r.application, criterion="C2", done_at=NOW),
    ),
    "criterion_changed_by_and_at_together": (
        lambda r: CriterionAnswer(application=r.application, criterion="C2", changed_at=NOW),
    ),
    "criterion_updated_by_and_at_together": (
        lambda r: CriterionAnswer(application=r.application, criterion="C2", updated_at=NOW),
    ),
    "evidence_once_an_answer": (lambda r: r.evidence(), lambda r: r.evidence()),
    "evidence_is_on_the_web": (lambda r: r.evidence(url="javascript:alert(1)"),),
    "agreement_stands_once": (lambda r: r.agreement(), lambda r: r.agreement()),
    "agreement_on_c6_or_c7": (lambda r: r.agreement(criterion="C1"),),
    "agreement_given_by_a_head": (lambda r: r.agreement(capacity="coordinator"),),
    "agreement_names_who": (lambda r: r.agreement(given_name=""),),
    "change_requested_once_at_a_time": (lambda r: r.change(), lambda r: r.change()),
    "change_request_says_why": (lambda r: r.change(reason=""),),
    "change_answered_by_and_at_together": (lambda r: r.change(answered_at=NOW),),
    "change_answered_after_it_was_asked": (lambda r: r.change(answered_at=NOW - days(1), answered_by=r.user),),
    "finding_once_a_check": (lambda r: r.finding(), lambda r: r.finding()),
    "eligible_by_an_award": (lambda r: r.finding(is_eligible=True),),
    "message_has_a_kind": (lambda r: Message(kind="", audience="people", created_at=NOW),),
    "delivery_once_an_address": (lambda r: r.delivery(), lambda r: r.delivery()),
    "delivery_ends_in_one_way": (lambda r: r.delivery(claimed_at=NOW, handed_over_at=NOW, sent_at=NOW, failed_at=NOW),),
    "delivery_handed_over_before_sent": (lambda r: r.delivery(claimed_at=NOW, sent_at=NOW),),
    "delivery_let_go_with_a_reason": (lambda r: r.delivery(let_go_at=NOW),),
    "message_over_or_to_nobody": (
        lambda r: Message(kind="x/y", audience="people", created_at=NOW, nobody_at=NOW, over_at=NOW),
    ),
    "mailserver_is_one": (lambda r: MailServer(pk=2),),
    "mailserver_rests_while_in_trouble": (lambda r: MailServer(pk=1, rests_until=NOW),),
    "fault_stands_once": (lambda r: r.fault(), lambda r: r.fault()),
    "plan_of_a_kind_once_a_year": (lambda r: r.plan(), lambda r: r.plan()),
    "plan_kind_known": (lambda r: r.plan(kind="escape"),),
    "plan_state_known": (lambda r: r.plan(state="lost"),),
    "plan_judged_by_and_at_together": (lambda r: r.plan(state="accepted", judged_at=NOW),),
    "plan_judged_when_judged": (lambda r: r.plan(state="accepted"),),
    "plan_returned_with_a_reason": (lambda r: r.plan(state="returned", judged_at=NOW, judged_by=r.user),),
    "plan_version_number_once": (lambda r: r.version(), lambda r: r.version()),
    "plan_version_counts_from_one": (lambda r: r.version(number=0),),
    "planversion_has_a_hash": (lambda r: r.version(sha256="x"),),
    "planversion_is_not_empty": (lambda r: r.version(size=0),),
    "reminder_once_a_step": (lambda r: r.reminder(), lambda r: r.reminder()),
    "reminder_sent_with_its_message": (lambda r: r.reminder(sent_at=NOW),),
    "reminder_sent_or_skipped_with_a_reason": (lambda r: r.reminder(skipped_at=NOW),),
}

# Rows that stand beside each other although they look alike.
ACCEPTED: dict[str, tuple[Make, ...]] = {
    "periods that touch": (
        lambda r: r.award(),
        lambda r: r.award(valid_from=date(2029, 1, 1), valid_until=date(2031, 12, 31)),
    ),
    "another kind of award": (lambda r: r.award(), lambda r: r.award(kind="international")),
    "another school's award": (lambda r: r.award(), lambda r: r.award(school=r.place.school)),
    "beside a withdrawn award": (lambda r: r.award(withdrawn_at=NOW, withdrawn_by=r.user), lambda r: r.award()),
    "an award of one day": (lambda r: r.award(valid_until=date(2026, 1, 1)),),
    "a number shared by a Scottish campus": (
        lambda r: r.identifier(scheme="GB-SCOTEDU", value="1234567"),
        lambda r: r.identifier(scheme="GB-SCOTEDU", value="1234567", school=r.place.school),
    ),
    "one value in two schemes": (
        lambda r: r.identifier(scheme="GB-WALEDU", value="1234567"),
        lambda r: r.identifier(scheme="GB-LAESTAB", value="1234567"),
    ),
    "a role held again": (lambda r: r.role(**_ended(r)), lambda r: r.role()),
    "two roles of one person": (lambda r: r.role(), lambda r: r.role(kind="headteacher")),
    "a delegate with authority": (lambda r: r.role(kind="delegate", authority="Governors"),),
    "invited again after a no": (
        lambda r: r.centre_invitation(state="declined", answered_at=NOW),
        lambda r: r.centre_invitation(),
    ),
    "invited to two Centres": (lambda r: r.centre_invitation(), lambda r: r.centre_invitation(centre=CentreFactory())),
    "a second Centre after the first has ended": (
        lambda r: r.membership(state="ended", ended_at=NOW),
        lambda r: r.membership(centre=CentreFactory()),
    ),
    "a second adviser after the first": (lambda r: r.access(until_at=NOW), lambda r: r.access(user=UserFactory())),
    "agreed anew after a change": (lambda r: r.agreement(superseded_at=NOW), lambda r: r.agreement()),
    "years one after the other": (
        lambda r: r.year(),
        lambda r: r.year(number=2, opens_on=date(2027, 1, 1), closes_on=date(2027, 12, 31)),
    ),
}


@pytest.mark.rule("R2a", "R3b", "R3c", "R7a", "R8e", "R13a", "R5i", "R48b")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name):
    rows = Rows()
    *before, wrong = REFUSED_ROWS[name]
    for make in before:
        make(rows).save()

    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        wrong(rows).save()


@pytest.mark.rule("R2b", "R3c")
@pytest.mark.parametrize("name", ACCEPTED)
def test_database_accepts(name):
    rows = Rows()

    made = [make(rows) for make in ACCEPTED[name]]
    for row in made:
        row.save()

    assert all(row.pk for row in made)


def test_every_constraint_of_ours_has_its_row(cursor):
    centres = "membership|application|year|billing|consultancy"
    ours = f"^(accounts|schools|{centres}|update|visits|reports|texts|notifications|operations|records|files)_"
    cursor.execute(
        """
        SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x') AND conrelid::regclass::text ~ %s AND
            conname !~ '_check$'
        UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef ~ '^CREATE UNIQUE' AND
            tablename ~ %s AND indexname !~ '(_pkey|_key|_uniq)$'""",
        [ours, ours],
    )

    assert {row[0] for row in cursor.fetchall()} == proved("REFUSED_ROWS")


def test_roles_of_one_school_give_nothing_at_another():
    held = SchoolRoleFactory()
    AwardFactory(school=held.school)
    AwardFactory()

    assert list(Award.objects.visible_to(held.user)) == list(held.school.awards.all())
