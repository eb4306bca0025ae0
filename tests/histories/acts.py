"""What people do in a history: each act finds somebody who may and something that waits, or does nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet

from centres.application.conditions.application import fingerprint_of as application_read
from centres.application.flows import application as applications
from centres.application.models.application import Application
from centres.billing.conditions.charge import outstanding
from centres.billing.flows import invoice, payment
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payment import Allocation
from centres.membership.flows import membership
from centres.membership.models.membership import Membership
from centres.year.models.year import CentreYear
from iqm_coe.accounts.flows import invitation as iqm_invitation
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.notifications.flows import hold, outbox
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery, Message
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows import pack, report
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.flows import date as dates
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from schools.flows import award, register, role
from schools.models.award import Award
from schools.models.register import RegisterImport
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene
from tests.integration.schools.test_register import OTHER, ROW, file_of

M = TypeVar("M", bound=Model)
Act = Callable[[datetime, int], object]
ACTS: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    def declare(found: Act) -> Act:
        ACTS[name] = found
        return found

    return declare


def one_of(rows: QuerySet[M], pick: int) -> M:
    """Raises Refused where there is none: then nobody acts."""
    found = list(rows.order_by("pk"))
    if not found:
        raise Refused("There is none.")
    return found[pick % len(found)]


def at_iqm(name: str) -> User:
    return User.objects.get(name=name)


def of(school: School, kind: str) -> User:
    return one_of(SchoolRole.objects.filter(school=school, kind=kind, ended_at=None), 0).user


def carry_out(name: str, at: datetime, pick: int) -> None:
    """Whoever is refused is told so, which is no fault."""
    with suppress(Refused, NotPermitted):
        ACTS[name](at, pick)


@act("a role at a school ends")
def _(at: datetime, pick: int) -> None:
    ended = one_of(SchoolRole.objects.filter(ended_at=None), pick)
    role.end_role(ended, by=of(ended.school, "headteacher"), at=at)


@act("a head is given")
def _(at: datetime, pick: int) -> None:
    school = one_of(School.objects.filter(roles__isnull=False).distinct(), pick)
    with transaction.atomic():  # as whoever calls it
        role.hold(school, one_of(User.objects.filter(iqm_role_set=None), pick), "headteacher", by=None, at=at)


@act("somebody is invited to IQM")
def _(at: datetime, pick: int) -> None:
    iqm_invitation.invite_to_iqm(f"new{pick}@iqm.example", "staff", by=at_iqm("Ada"), at=at)


@act("invoices of a year are issued")
def _(at: datetime, pick: int) -> None:
    invoice.issue_for_year(one_of(CentreYear.objects.all(), pick), by=at_iqm("Fay"), at=at)


@act("a payment is received")
def _(at: datetime, pick: int) -> None:
    line = one_of(InvoiceLine.objects.filter(account__paid=0), pick)
    amount = outstanding(line.account) / (1 + pick % 2)
    text = f"BACS {line.pk}.{pick}"
    facts = {"amount": amount, "received_on": london_date(at), "text": text, "is_another": True}
    payment.receive({line: amount}, **facts, by=at_iqm("Fay"), at=at)


@act("a payment is taken back")
def _(at: datetime, pick: int) -> None:
    payment.take_back(one_of(Allocation.objects.filter(counters=None), pick), reason="Wrong.", by=at_iqm("Fay"), at=at)


@act("an update is sent")
def _(at: datetime, pick: int) -> None:
    review = one_of(Review.objects.being_written(), pick)
    people = scene.Staffed(review.school, of(review.school, "coordinator"), of(review.school, "headteacher"))
    played = scene.Scene(at_iqm("Sam"), at_iqm("Alan"), people, centre=review.year.centre)
    played.send_update(people, at)


@act("an assessor is appointed")
def _(at: datetime, pick: int) -> None:
    review = one_of(Review.objects.all(), pick)
    facts = {"host": review.school, "assessor": at_iqm("Asha"), "mode": "in_person"}
    made = visit_flows.appoint(review.year, reviews=[review], **facts, by=at_iqm("Sam"), at=at)
    visit_flows.accept(made, interests="none", by=at_iqm("Asha"), at=at)


@act("a visit is agreed")
def _(at: datetime, pick: int) -> None:
    visit = one_of(Visit.objects.filter(state="arranging"), pick)
    round_ = dates.propose(visit, [london_date(at) + timedelta(days=30 + pick)], by=visit.assessor, at=at)
    dates.accept(round_.proposals.get(), by=of(visit.host, "coordinator"), at=at)


@act("a visit is called off")
def _(at: datetime, pick: int) -> None:
    visit_flows.cancel(one_of(Visit.objects.all(), pick), reason="Snow.", by=at_iqm("Sam"), at=at)


@act("facts are confirmed")
def _(at: datetime, pick: int) -> None:
    found = one_of(Report.objects.filter(state="factual"), pick)
    report.confirm_facts(found, by=of(found.review.school, "headteacher"), at=at)


@act("a report is issued")
def _(at: datetime, pick: int) -> None:
    found = one_of(Report.objects.filter(state="ready"), pick)
    report.issue(found, read=fingerprint_of(found), by=at_iqm("Sam"), at=at)


@act("an application is approved")
def _(at: datetime, pick: int) -> None:
    found = one_of(Application.objects.filter(state="submitted"), pick)
    read = application_read(found, london_date(at))
    applications.approve(found, adviser=at_iqm("Alan"), read=read, by=at_iqm("Sam"), at=at)


@act("an application is taken back, and its Centre ends")
def _(at: datetime, pick: int) -> None:
    found = one_of(Application.objects.all(), pick)
    applications.withdraw(found, by=of(found.centre.lead_school, "coordinator"), at=at)


@act("a school leaves")
def _(at: datetime, pick: int) -> None:
    place = one_of(Membership.objects.filter(ended_at=None), pick)
    membership.leave(place, by=of(place.school, "coordinator"), at=at)


@act("an award is recorded")
def _(at: datetime, pick: int) -> None:
    school = one_of(School.objects.all(), pick)
    award.record(school, kind="international", awarded_on=london_date(at), by=at_iqm("Sam"), at=at)


@act("an award is withdrawn")
def _(at: datetime, pick: int) -> None:
    award.withdraw(one_of(Award.objects.all(), pick), reason="Wrong.", by=at_iqm("Sam"), at=at)


@act("a pack is asked for")
def _(at: datetime, pick: int) -> None:
    year = one_of(CentreYear.objects.all(), pick)
    pack.ask(year, by=of(year.centre.lead_school, "headteacher"), at=at)


@act("a register is handed in")
def _(at: datetime, pick: int) -> None:
    content = file_of({**ROW, "NumberOfPupils": str(100 + pick)}, OTHER)
    register.hand_in(SimpleUploadedFile("register.csv", content, "text/csv"), by=at_iqm("Sam"), at=at)


@act("a register is cancelled")
def _(at: datetime, pick: int) -> None:
    register.cancel(one_of(RegisterImport.objects.all(), pick), by=at_iqm("Sam"), at=at)


@act("a failed mail is sent again")
def _(at: datetime, pick: int) -> None:
    outbox.retry(one_of(Delivery.objects.filter(failed_at__isnull=False), pick), by=at_iqm("Sam"), at=at)


@act("a message to nobody is looked at again")
def _(at: datetime, pick: int) -> None:
    outbox.look_again(one_of(Message.objects.without_reader(), pick), by=at_iqm("Sam"), at=at)


@act("a backup comes back, and its mail is held")
def _(at: datetime, _pick: int) -> None:
    hold.hold_everything(backup_at=at, at=at)


@act("the hold ends")
def _(at: datetime, pick: int) -> None:
    end = (hold.let_go, hold.set_aside)[pick % 2]
    end(one_of(Hold.objects.standing(), 0), by=at_iqm("Ada"), at=at)
