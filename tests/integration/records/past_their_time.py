"""A row of each kind that the night clears, whose time began on one Monday, by hand with its last day (R46c)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.sessions.models import Session
from django.db.models import Model

from centres.application.models.application import ChangeRequest
from centres.application.models.criterion import CriterionAnswer, EvidenceLink
from centres.billing.models.invoice import WriteOff
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation
from centres.consultancy.models.call import CallNote, ConsultancyCall
from centres.year.models.plan import PlanVersion
from iqm_coe.accounts.models.event import Event, EventNote, EventOrigin
from iqm_coe.accounts.models.provider import SpentSignOut
from iqm_coe.accounts.models.sign_in import FailedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.lib import files
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import record_event
from iqm_coe.lists.models.batch import Batch
from iqm_coe.notes.models.note import Note
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations.models.fault import Fault
from iqm_coe.operations.models.incident import Incident
from iqm_coe.records.models.export import KEPT, Export, ExportFile
from iqm_coe.texts.models.kept import KeptText
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.report import FactualCheck
from reviews.reports.models.seal import SealedReport
from reviews.update.models.answer import AnswerVersion
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.models.target import TargetProgress, TargetProgressVersion
from reviews.visits.models.assessor import Accreditation
from schools.models.register import RegisterChange, RegisterImport
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import IqmInvitationFactory, IqmRoleFactory, ProviderFactory
from tests.factories.centres import ApplicationFactory, CentreAccessFactory, CentreFactory, CentreInvitationFactory
from tests.factories.money import CentreYearFactory
from tests.factories.notifications import DeliveryFactory
from tests.factories.reviews import ReportFactory, ReviewFactory, TargetFactory
from tests.factories.schools import JoiningFactory, RoleInvitationFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.scene import iqm_person, person

GONE = None  # the row goes
CLEARED = "[cleared after its time]"
HASH = hashlib.sha256(b"{}").hexdigest()


@dataclass(frozen=True)
class Made:
    """The row, and what a hold on keeps it; nothing where no hold does."""

    row: Model
    subject: Model | None = None


@dataclass(frozen=True)
class Case:
    """How it is made, its last day, and what then stands in its columns."""

    make: Callable[[], Made]
    last: date
    then: dict[str, str] | None = GONE


def closed() -> dict[str, object]:
    """A year that closed on the Monday."""
    return {"opens_on": date(2025, 11, 24), "closes_on": TODAY}


def review() -> ReviewFactory:
    return ReviewFactory(year=CentreYearFactory(**closed()))


def answer():
    one = review()
    who = person("Writer")
    return one.answers.model.objects.create(
        review=one,
        element=one.framework.elements.earliest("number"),
        progress="Zeb reads.",
        next_steps="",
        version=1,
        updated_at=NOW,
        updated_by=who,
    )


def _answer() -> Made:
    made = answer()
    return Made(made, made.review)


def _answer_version() -> Made:
    of = answer()
    version = AnswerVersion.objects.create(answer=of, kind="clash", version=1, progress="Zeb reads.", kept_at=NOW)
    return Made(version, of.review)


def _answer_link() -> Made:
    of = answer()
    link = AnswerLink.objects.create(
        answer=of, url="https://x.example", title="Zeb", added_at=NOW, added_by=of.updated_by
    )
    return Made(link, of.review.school)


def _answer_file() -> Made:
    of = answer()
    stored = files.made(b"%PDF of Zeb", name="Zeb.pdf")
    return Made(
        AnswerFile.objects.create(answer=of, title="Zeb's", added_at=NOW, added_by=of.updated_by, **stored), of.review
    )


def progress() -> TargetProgress:
    one = review()
    target = TargetFactory(review=one, element=one.framework.elements.earliest("number"))
    return TargetProgress.objects.create(review=one, target=target, text="Zeb did it.")


def _progress() -> Made:
    made = progress()
    return Made(made, made.review)


def _progress_version() -> Made:
    of = progress()
    version = TargetProgressVersion.objects.create(progress=of, kind="hand_over", version=1, text="Zeb.", kept_at=NOW)
    return Made(version, of.review)


def _plan_version() -> Made:
    year = CentreYearFactory(**closed())
    plan = year.plans.model.objects.create(year=year, kind="sustained", due_on=TODAY)
    by = person("Lodger")
    stored = files.made(b"%PDF plan", name="Plan of Zeb.pdf")
    return Made(PlanVersion.objects.create(plan=plan, number=1, lodged_by=by, lodged_at=NOW, **stored), year.centre)


def _pack() -> Made:
    year = CentreYearFactory(**closed())
    pack = Pack.objects.create(year=year, asked_by=person("Asks"), asked_at=NOW, finished_at=NOW)
    PackFile.objects.create(pack=pack, pages=3, **files.made(b"%PDF pack", name="Pack.pdf"))
    return Made(pack, year.centre)


def _factual() -> Made:
    report = ReportFactory()
    by = person("Issuer")
    SealedReport.objects.create(report=report, content="{}", sha256=HASH, issued_at=NOW, issued_by=by)
    told = {"answer": "corrections", "answered_at": NOW, "answered_by": by, "corrections": "Zeb is nine."}
    check = FactualCheck.objects.create(report=report, content="{}", sha256=HASH, sent_at=NOW, due_on=TODAY, **told)
    return Made(check, report.review)


def application(**fields):
    return ApplicationFactory(**{"submitted_at": NOW, "submitted_by": person("Sender"), **fields})


def decided(**fields):
    told = {"state": "declined", "decided_at": NOW, "decided_by": person("Decider"), "override_reason": "Zeb."}
    return application(**told | fields)


def withdrawn():
    of = application(state="withdrawn")
    record_event(of, "withdraw", by=of.submitted_by, at=NOW)
    return of


def _decided() -> Made:
    made = decided()
    return Made(made, made.centre)


def _criterion(of) -> CriterionAnswer:
    made: CriterionAnswer = of.answers.get(criterion="C1")
    made.text = "Zeb."
    made.save()
    return made


def _criterion_answer() -> Made:
    of = decided()
    return Made(_criterion(of), of.centre)


def _criterion_of_a_withdrawn() -> Made:
    of = withdrawn()
    return Made(_criterion(of), of.centre)


def _evidence(of) -> Made:
    told = {"url": "https://x.example", "title": "Zeb", "added_at": NOW, "added_by": of.submitted_by}
    return Made(EvidenceLink.objects.create(answer=_criterion(of), **told), of.centre)


def _change_request() -> Made:
    of = decided()
    asked = {"criterion": "C1", "reason": "Zeb.", "due_on": TODAY, "requested_by": of.decided_by, "requested_at": NOW}
    return Made(ChangeRequest.objects.create(application=of, **asked), of.centre)


def call(year) -> ConsultancyCall:
    told = {"held_on": TODAY, "minutes": 10, "with_whom": "Zeb", "about": "Zeb.", "logged_at": NOW}
    return ConsultancyCall.objects.create(year=year, kind="telephone", logged_by=person("Caller"), **told)


def _call() -> Made:
    year = CentreYearFactory(**closed())
    return Made(call(year), year.centre)


def _note() -> Made:
    of = call(CentreYearFactory())
    IqmRoleFactory(user=of.logged_by, kind="adviser", granted_at=NOW - days(9), ended_at=NOW, ended_by=of.logged_by)
    return Made(CallNote.objects.create(call=of, text="Zeb."), of.logged_by)


def money(act: Callable[[Money], Model]) -> Callable[[], Made]:
    def make() -> Made:
        world = Money()
        row = act(world)
        return Made(row, row.school if isinstance(row, Payer) else world.fay)

    return make


def _payer(world: Money) -> Model:
    payer = world.issue().payer
    payer.email = "zeb@pay.example"
    payer.save()
    return payer


def _allocation(world: Money) -> Model:
    payment = world.pay(world.lines()[0])
    first = Allocation.objects.get(payment=payment)
    back = {"counters": first, "reason": "Zeb.", "at": NOW, "by": world.fay}
    return Allocation.objects.create(payment=payment, line=first.line, amount=-first.amount, **back)


def _write_off(world: Money) -> Model:
    line = world.lines()[0]
    return WriteOff.objects.create(line=line, amount=Decimal("1.00"), reason="Zeb.", at=NOW, by=world.fay)


def _event_note() -> Made:
    by = person("Notes")
    record_event(by, "note", by=by, at=NOW, reason="Zeb was rude.")
    return Made(EventNote.objects.get(event=Event.objects.latest("pk")), by)


def _origin() -> Made:
    by = person("Somewhere")
    record_event(by, "sign_in", by=by, at=NOW, origin=Origin("127.0.0.1", "Firefox on Windows"))
    return Made(EventOrigin.objects.get(event=Event.objects.latest("pk")), by)


def _tries() -> Made:
    told = {"account": "a", "step": "password", "hour": NOW, "last_at": NOW, "tries": 1, "refused": 0}
    return Made(FailedTries.objects.create(**told))


def _message() -> Made:
    delivery = DeliveryFactory(user=person("Reader"), sent_at=NOW, claimed_at=NOW, handed_over_at=NOW)
    step = {"kind": "plan_due", "subject_type": "year.plan", "subject_id": delivery.pk, "step": 0, "due_on": TODAY}
    Reminder.objects.create(**step, send_on=TODAY, planned_at=NOW, sent_at=NOW, message=delivery.message)
    return Made(delivery.message, delivery.user)


def _reminder() -> Made:
    centre = CentreFactory()
    step = {"kind": "x", "subject_type": "membership.centre", "subject_id": centre.pk, "step": 0, "due_on": TODAY}
    skipped = {"planned_at": NOW, "skipped_at": NOW, "skipped_why": "late"}
    return Made(Reminder.objects.create(**step, send_on=TODAY, **skipped), centre)


def _text(**settled) -> Callable[[], Made]:
    def make() -> Made:
        of, by = review(), person("Clashes")
        about = {"subject_type": "update.review", "subject_id": of.pk, "box": "progress", "mine": "Zeb."}
        until = {name: value or by for name, value in settled.items()}
        return Made(KeptText.objects.create(**about, written_by=by, kept_at=NOW, **until), of)

    return make


def _reading() -> Made:
    by = person("Reads")
    reading = RegisterImport.objects.create(file_name="register of Zeb.csv", read_at=NOW, read_by=by, finished_at=NOW)
    RegisterChange.objects.create(reading=reading, line=1, name="Zeb School", changes={})
    return Made(reading, by)


def _accreditation() -> Made:
    who, by = person("Assesses"), person("Records")
    told = {"valid_from": date(2020, 1, 1), "valid_until": TODAY, "recorded_by": by, "recorded_at": NOW}
    return Made(Accreditation.objects.create(person=who, **told), who)


def _of(row: Model, way: str) -> Made:
    return Made(row, getattr(row, way))


def _export() -> Made:
    who = person("Wants")
    told = {"asked_by": who, "asked_at": NOW, "ends_at": NOW + KEPT, "finished_at": NOW}
    return Made(Export.objects.create(person=who, **told), who)


def role_over() -> SchoolRoleFactory:
    by: User = person("Ends")
    return SchoolRoleFactory(kind="delegate", title="Zeb", granted_at=NOW - days(9), ended_at=NOW, ended_by=by)


OVER = {"answered_at": NOW, "state": "declined"}
TWO, SIX, SEVEN, TEN = date(2028, 11, 23), date(2032, 11, 23), date(2033, 11, 23), date(2036, 11, 23)


def _batch() -> Made:
    by = iqm_person("Sam", "staff")
    return Made(Batch.objects.create(act="remind_plans", by=by, came_from="q=Zeb", chosen_at=NOW))


def _office_note() -> Made:
    about = SchoolFactory()
    told = {"about_type": "schools.school", "about_id": about.pk, "text": "Zeb rang."}
    return Made(Note.objects.create(written_by=iqm_person("Sam", "staff"), written_at=NOW, **told), about)


def _work_owner() -> Made:
    sam = iqm_person("Sam", "staff")
    return Made(WorkOwner.objects.create(key="plans:/1/", owner=sam, given_by=sam, given_at=NOW))


CASES = {
    "accounts.EventOrigin": Case(_origin, date(2027, 11, 23)),
    "accounts.EventNote": Case(_event_note, TEN, {"text": CLEARED}),
    "accounts.FailedTries": Case(_tries, date(2027, 11, 23)),
    "accounts.IqmInvitation": Case(lambda: _of(IqmInvitationFactory(**OVER), "invited_by"), TWO),
    "application.Application": Case(_decided, TEN, {"override_reason": CLEARED}),
    "application.ChangeRequest": Case(_change_request, TEN, {"reason": CLEARED}),
    "application.CriterionAnswer": Case(_criterion_answer, TEN, {"text": CLEARED}),
    "application.CriterionAnswer, withdrawn": Case(_criterion_of_a_withdrawn, TWO, {"text": CLEARED}),
    "application.EvidenceLink": Case(lambda: _evidence(decided()), TEN),
    "application.EvidenceLink, withdrawn": Case(lambda: _evidence(withdrawn()), TWO),
    "billing.Allocation": Case(money(_allocation), SEVEN, {"reason": CLEARED}),
    "billing.Payer": Case(money(_payer), SEVEN, {"email": ""}),
    "billing.Payment": Case(money(lambda world: world.receive("5.00", "Zeb")), SEVEN, {"text": f"{CLEARED} $pk"}),
    "billing.WriteOff": Case(money(_write_off), SEVEN, {"reason": CLEARED}),
    "consultancy.CallNote": Case(_note, date(2027, 11, 23)),
    "consultancy.ConsultancyCall": Case(_call, SIX, {"with_whom": CLEARED, "about": CLEARED}),
    "home.WorkOwner": Case(_work_owner, date(2027, 11, 23)),
    "lists.Batch": Case(_batch, date(2027, 5, 23)),
    "membership.CentreAccess": Case(lambda: _of(CentreAccessFactory(until_at=NOW), "centre"), SIX),
    "membership.CentreInvitation": Case(lambda: _of(CentreInvitationFactory(**OVER), "school"), TWO),
    "notes.Note": Case(_office_note, date(2029, 11, 23)),
    "notifications.Message": Case(_message, TWO),
    "notifications.Reminder": Case(_reminder, TWO),
    "operations.Fault": Case(
        lambda: Made(Fault.objects.create(round="r", row="1", error="E", first_at=NOW, last_at=NOW, over_at=NOW)), TWO
    ),
    "operations.Incident": Case(
        lambda: Made(Incident.objects.create(trouble="still", name="beat", began_at=NOW, seen_at=NOW, ended_at=NOW)),
        TWO,
    ),
    "records.Export": Case(_export, TWO),
    "reports.FactualCheck": Case(_factual, SEVEN, {"corrections": CLEARED}),
    "reports.Pack": Case(_pack, TWO),
    "schools.Joining": Case(lambda: _of(JoiningFactory(state="lapsed", answered_at=NOW), "school"), TWO),
    "schools.RegisterImport": Case(_reading, TWO),
    "schools.RoleInvitation": Case(lambda: _of(RoleInvitationFactory(**OVER), "school"), TWO),
    "schools.SchoolRole": Case(lambda: _of(role_over(), "user"), SIX, {"title": CLEARED, "authority": CLEARED}),
    "texts.KeptText": Case(_text(), SEVEN),
    "texts.KeptText, settled": Case(_text(settled_at=NOW, settled_by=None), TWO),
    "update.Answer": Case(_answer, SEVEN, {"progress": CLEARED, "evidence": "", "next_steps": ""}),
    "update.AnswerFile": Case(_answer_file, SEVEN, {"name": CLEARED, "title": CLEARED}),
    "update.AnswerLink": Case(_answer_link, SEVEN),
    "update.AnswerVersion": Case(_answer_version, SEVEN, {"progress": CLEARED, "next_steps": ""}),
    "update.TargetProgress": Case(_progress, SEVEN, {"text": CLEARED}),
    "update.TargetProgressVersion": Case(_progress_version, SEVEN, {"text": CLEARED}),
    "visits.Accreditation": Case(_accreditation, SEVEN),
    "year.PlanVersion": Case(_plan_version, SEVEN, {"name": CLEARED, "note": ""}),
}
# To the instant, and kept by no hold; their last moment by hand.
BY_THE_HOUR = {
    "accounts.SignIn": datetime(2026, 11, 24, 10, 0, tzinfo=NOW.tzinfo),
    "accounts.SpentSignOut": datetime(2026, 11, 24, 10, 0, tzinfo=NOW.tzinfo),
    "records.ExportFile": datetime(2026, 11, 30, 10, 0, tzinfo=NOW.tzinfo),
    "sessions.Session": datetime(2026, 11, 23, 10, 0, tzinfo=NOW.tzinfo),
}


def session() -> Session:
    return Session.objects.create(session_key="k", session_data="", expire_date=NOW)


def spent() -> SpentSignOut:
    return SpentSignOut.objects.create(provider=ProviderFactory(), number="a", spent_at=NOW)


def export_file(of: Export) -> ExportFile:
    return ExportFile.objects.create(export=of, **files.made(b"PK all", name="All.zip", content_type=files.BUNDLE))
