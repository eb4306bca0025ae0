"""A Centre's yearly visit brought to any state by the flows: who assesses, and each step on the way to the seal."""

from dataclasses import dataclass
from datetime import date, datetime

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.versioned import Edit, rewritten, written
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.enums import ReportSectionKind
from reviews.reports.flows import report as report_flows
from reviews.reports.models.report import Report
from reviews.reports.models.seal import SealedReport
from reviews.update.conditions import review as review_conditions
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import review as review_flows
from reviews.update.flows import target as target_flows
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions import finding
from reviews.visits.conditions.development import fingerprint_of as shown_of
from reviews.visits.flows import assessor as assessor_flows
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import development
from reviews.visits.flows import finding as finding_flows
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.visit import Visit
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.reviews import TargetFactory
from tests.remembered import remembered

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
        self.visit = visit_flows.appoint(self.year, **facts, by=self.staff, at=at)
        return self

    def accept(self, at: datetime = NOW) -> "Visited":
        self.visit = visit_flows.accept(self.visit, interests="none", by=self.assessor, at=at)
        return self

    def agree(self, day: date = VISIT_DAY, at: datetime = NOW) -> "Visited":
        made = date_flows.propose(self.visit, [day], by=self.assessor, at=at)
        self.visit = date_flows.accept(made.proposals.get(), by=self.lead.coordinator, at=at)
        return self

    def record(self, at: datetime = ON_THE_DAY) -> "Visited":
        """Every element ratified, every target of last year met."""
        for element in self.review.framework.elements.all():
            found = written(outcome="ratified", remarks="")
            finding_flows.save_finding(self.review, element, found, by=self.assessor, at=at)
        for target in finding.last_targets(self.review):
            finding_flows.judge_target(
                self.review, target, written(judgement="met", remarks=""), by=self.assessor, at=at
            )
        self.visit = finding_flows.finish_all(self.visit, by=self.assessor, at=at)
        return self

    def target(self, number: int = 1, at: datetime = ON_THE_DAY, by: User | None = None) -> Target:
        element = self.review.framework.elements.get(number=number)
        texts = {"aim": f"Aim {number}", "actions": "Actions", "owner": "The SENCo", "measure": "More of it"}
        by_when = date(2027, 7, 20)
        return development.add_target(
            self.review, element=element, **texts, by_when=by_when, by=by or self.assessor, at=at
        )

    def plan(self, at: datetime = ON_THE_DAY) -> "Visited":
        for number in (1, 2, 3):
            self.target(number, at)
        for by in (self.assessor, self.lead.head):
            development.agree(self.review, read=shown_of(self.review), by=by, at=at)
        return self

    def write(self, at: datetime = ON_THE_DAY, recommendation: str = "maintain", **more) -> Report:
        return report_flows.write(self.report, self.draft(recommendation, **more), by=self.assessor, at=at).row

    def draft(self, recommendation: str, *, sections=SECTIONS, conditions=()) -> Edit:
        """The whole form of the report, written on top of what stands."""
        now = self.report.texts()
        texts = dict.fromkeys(now, "") | sections | {"recommendation": recommendation}
        for number, wanted in enumerate(conditions, start=1):
            texts |= {f"condition_{number}": wanted.text, f"condition_{number}_due_on": wanted.due_on.isoformat()}
        return rewritten(now, texts)

    def send(self, at: datetime = ON_THE_DAY, **more) -> "Visited":
        draft = self.write(at, **more)
        report_flows.send_to_check(draft, read=fingerprint_of(draft), by=self.assessor, at=at)
        return self

    def check(self, at: datetime = ON_THE_DAY) -> "Visited":
        report_flows.pass_check(self.report, read=fingerprint_of(self.report), by=self.staff, at=at)
        return self

    def confirm(self, at: datetime = ON_THE_DAY) -> "Visited":
        report_flows.confirm_facts(self.report, by=self.lead.head, at=at)
        return self

    def issue(self, at: datetime = ON_THE_DAY, by: User | None = None) -> SealedReport:
        return report_flows.issue(self.report, read=fingerprint_of(self.report), by=by or self.staff, at=at)


@remembered
def opened(assessor: User | None = None) -> Visited:
    """An active Centre whose reviews wait for a visit, and an accredited assessor without conflicts, new or given."""
    played = scene.active()
    made = Visited(played, assessor or scene.iqm_person("Asha", "assessor"), scene.iqm_person("Sue", "staff"))
    if assessor is None:
        accredit(made.assessor, by=made.staff)
    return made


LONG_AGO, LONG_AFTER = TODAY - days(30), TODAY + days(700)


def accredit(person: User, *, by: User, valid_from: date = LONG_AGO, valid_until: date = LONG_AFTER):
    """A period that holds every day of the tests, unless told otherwise."""
    return assessor_flows.accredit(person, valid_from=valid_from, valid_until=valid_until, by=by, at=NOW)


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
            answer_flows.save(answer, rewritten(answer.texts(), texts), by=school.coordinator, at=at)
        for progress in review.progress_on_targets.all():
            target_flows.report(
                progress, rewritten({"text": progress.text}, {"text": "Done."}), by=school.coordinator, at=at
            )
        review_flows.declare_and_send(review, read=review_conditions.fingerprint_of(review), by=school.head, at=at)
    return made


@remembered
def agreed() -> Visited:
    """A day is agreed and the update sent."""
    return update_sent(opened().appoint().accept().agree())


@remembered
def recorded() -> Visited:
    """Held and recorded, the plan agreed: the report is to be written."""
    return agreed().record().plan()


@remembered
def checking() -> Visited:
    """The report waits for its quality check."""
    return recorded().send()


@remembered
def factual() -> Visited:
    """The report is with the school."""
    return checking().check()


@remembered
def confirmed() -> Visited:
    """The school has confirmed the facts."""
    return factual().confirm()


@remembered
def issued() -> Visited:
    """Issued and sealed."""
    made = confirmed()
    made.issue()
    return made
