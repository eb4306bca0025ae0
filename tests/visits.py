"""A Centre's yearly visit brought to any state by the flows: who assesses, and each step on the way to the seal."""

from dataclasses import dataclass
from datetime import date, datetime

from iqm_coe.accounts.models import User
from reviews.enums import ReportSectionKind
from reviews.flows import appointment, assessors, dates, plan, record, report, update
from reviews.models import DevelopmentPlan, Report, Review, SealedReport, Target, Visit
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories import TargetFactory

VISIT_DAY = date(2027, 1, 19)
ON_THE_DAY = datetime(2027, 1, 19, 16, 0, tzinfo=NOW.tzinfo)
SECTIONS = {kind.value: f"Our {kind.label}." for kind in ReportSectionKind}


@dataclass
class Visited:
    """An active Centre with its assessor, a second member of staff, and the visit."""

    played: scene.Scene
    assessor: User
    second: User
    visit: Visit | None = None

    @property
    def staff(self) -> User:
        return self.played.staff

    @property
    def lead(self) -> scene.Staffed:
        return self.played.lead

    @property
    def member(self) -> scene.Staffed:
        return self.played.members[0]

    @property
    def year(self):
        return self.played.centre.years.get(number=1)

    @property
    def review(self) -> Review:
        """The lead school's."""
        return Review.objects.get(year=self.year, school=self.lead.school)

    @property
    def report(self) -> Report:
        return self.review.reports.get(replaces=None)

    def appoint(self, at: datetime = NOW, **more) -> "Visited":
        covered = [self.review]
        facts = {"reviews": covered, "host": self.lead.school, "assessor": self.assessor, "mode": "in_person"} | more
        self.visit = appointment.appoint(self.year, **facts, by=self.staff, at=at)
        return self

    def accept(self, at: datetime = NOW) -> "Visited":
        self.visit = appointment.accept(self.visit, interests="none", by=self.assessor, at=at)
        return self

    def agree(self, day: date = VISIT_DAY, at: datetime = NOW) -> "Visited":
        made = dates.propose(self.visit, [day], by=self.assessor, at=at)
        self.visit = dates.accept(made.proposals.get(), by=self.lead.coordinator, at=at)
        return self

    def record(self, at: datetime = ON_THE_DAY) -> "Visited":
        """Every element ratified, every target of last year met."""
        for element in self.review.framework.elements.all():
            found = {"outcome": "ratified", "remarks": "", "version": 0}
            record.save_finding(self.review, element, **found, by=self.assessor, at=at)
        for target in record.last_targets(self.review):
            record.judge_target(self.review, target, judgement="met", remarks="", by=self.assessor, at=at)
        self.visit = record.finish(self.visit, by=self.assessor, at=at)
        return self

    def target(self, number: int = 1, at: datetime = ON_THE_DAY, by: User | None = None) -> Target:
        element = self.review.framework.elements.get(number=number)
        texts = {"aim": f"Aim {number}", "actions": "Actions", "owner": "The SENCo", "measure": "More of it"}
        by_when = date(2027, 7, 20)
        return plan.add_target(self.review, element=element, **texts, by_when=by_when, by=by or self.assessor, at=at)

    def plan(self, at: datetime = ON_THE_DAY) -> "Visited":
        for number in (1, 2, 3):
            self.target(number, at)
        plan.agree(self.review, by=self.assessor, at=at)
        plan.agree(self.review, by=self.lead.head, at=at)
        return self

    def write(self, at: datetime = ON_THE_DAY, recommendation: str = "maintain", **more) -> Report:
        text = {"sections": SECTIONS, "recommendation": recommendation, "version": self.report.version} | more
        return report.write(self.report, **text, by=self.assessor, at=at)

    def send(self, at: datetime = ON_THE_DAY, **more) -> "Visited":
        report.send_to_check(self.write(at, **more), by=self.assessor, at=at)
        return self

    def check(self, at: datetime = ON_THE_DAY) -> "Visited":
        report.pass_check(self.report, by=self.staff, at=at)
        return self

    def confirm(self, at: datetime = ON_THE_DAY) -> "Visited":
        report.confirm_facts(self.report, by=self.lead.head, at=at)
        return self

    def issue(self, at: datetime = ON_THE_DAY, by: User | None = None) -> SealedReport:
        return report.issue(self.report, by=by or self.staff, at=at)


def opened(assessor: User | None = None) -> Visited:
    """An active Centre whose reviews wait for a visit, and an accredited assessor without ties: a new one, or this."""
    played = scene.active()
    made = Visited(played, assessor or scene.iqm_person("Asha", "assessor"), scene.iqm_person("Sue", "staff"))
    if assessor is None:
        accredit(made.assessor, by=made.staff)
    return made


LONG_AGO, LONG_AFTER = TODAY - days(30), TODAY + days(700)


def accredit(person: User, *, by: User, valid_from: date = LONG_AGO, valid_until: date = LONG_AFTER):
    """A period that holds every day of the tests, unless told otherwise."""
    return assessors.accredit(person, valid_from=valid_from, valid_until=valid_until, by=by, at=NOW)


def last_year(made: Visited, *, is_agreed: bool = True) -> Target:
    """A review of the year before with one target, as the clock would have linked it."""
    review, opens, closes = made.review, date(2025, 11, 23), date(2026, 11, 22)
    year = made.played.centre.years.create(number=9, opens_on=opens, closes_on=closes)
    due = {"update_due_on": date(2026, 9, 1)}
    before = Review.objects.create(year=year, school=review.school, framework=review.framework, **due)
    Review.objects.filter(pk=review.pk).update(previous=before)
    made_then = TargetFactory(review=before, element=review.framework.elements.get(number=1), number=1)
    DevelopmentPlan.objects.create(
        review=before, state="agreed" if is_agreed else "drafting", begun_at=NOW, sealed_at=NOW if is_agreed else None
    )
    return made_then


def update_sent(made: Visited, at: datetime = NOW) -> Visited:
    """Every school's update is with the assessor."""
    for review in Review.objects.filter(year=made.year).being_written():
        school = next(one for one in made.played.everybody if one.school == review.school)
        for answer in review.answers.all():
            texts = {"progress": "Better.", "evidence": "Seen.", "next_steps": "More."}
            update.save(answer, texts, version=answer.version, by=school.coordinator, at=at)
        for progress in review.progress_on_targets.all():
            update.report_on_target(progress, text="Done.", version=0, by=school.coordinator, at=at)
        update.declare_and_send(review, read=update.fingerprint_of(review), by=school.head, at=at)
    return made


def agreed() -> Visited:
    """A day is agreed and the update sent."""
    return update_sent(opened().appoint().accept().agree())


def recorded() -> Visited:
    """Held and recorded, the plan agreed: the report is to be written."""
    return agreed().record().plan()


def checking() -> Visited:
    """The report waits for its quality check."""
    return recorded().send()


def factual() -> Visited:
    """The report is with the school."""
    return checking().check()


def confirmed() -> Visited:
    """The school has confirmed the facts."""
    return factual().confirm()


def issued() -> Visited:
    """Issued and sealed."""
    made = confirmed()
    made.issue()
    return made
