"""The visit and the reports of a year, as a script (R19-R26)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.stage import Stage
from iqm_coe.demo.simulation.story import Script, Step, morning
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.versioned import rewritten, written
from iqm_coe.lib.working_days import is_working_day
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.enums import Recommendation, ReportSectionKind
from reviews.reports.flows import report
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.conditions import finding
from reviews.visits.conditions.development import fingerprint_of as shown_of
from reviews.visits.enums import Judgement, Outcome, VisitMode
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import development
from reviews.visits.flows import finding as finding_flows
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit


class VisitPlay(Stage):
    """The office, the assessor and the schools."""

    def _appointment(self) -> Script:
        at = self.at(self.pace.appoint)
        yield Step(at, "R19", "An assessor without conflicts is appointed", lambda: self._appoint(at))
        then = self.at(self.pace.appoint + 3)
        yield Step(then, "R19", "The assessor declares interests and accepts", lambda: self._declare(then))
        asked = self.at(self.pace.propose)
        yield Step(asked, "R20", "The assessor proposes three days", lambda: self._propose(asked))
        agreed = self.at(self.pace.agree)
        yield Step(agreed, "R20", "The host school accepts one of them", lambda: self._agree(agreed))

    def _appoint(self, at: datetime) -> None:
        visit_flows.appoint(
            self.year,
            reviews=self._reviews(),
            host=self.lead,
            assessor=self.assessor,
            mode=VisitMode.IN_PERSON,
            by=self.story.staff,
            at=at,
        )

    def _declare(self, at: datetime) -> None:
        visit_flows.accept(self.visit, interests="None.", by=self.assessor, at=at)

    def _propose(self, at: datetime) -> None:
        date_flows.propose(self.visit, self._possible_days(), by=self.assessor, at=at)

    def _possible_days(self) -> list[date]:
        """The first three days from the pace's day on that are working days and free."""
        day = self.at(self.pace.visit).date()
        found: list[date] = []
        while len(found) < 3:  # noqa: PLR2004 - three days are offered
            is_taken = Visit.objects.filter(assessor=self.assessor, agreed_on=day).exists()
            if is_working_day(day, self.lead.country) and not is_taken:
                found.append(day)
            day += timedelta(days=1)
        return found

    def _agree(self, at: datetime) -> None:
        for proposal in self.visit.rounds.get().proposals.order_by("on"):
            try:
                date_flows.accept(proposal, by=self.coordinator, at=at)
            except Refused:  # another Centre took that day meanwhile
                continue
            return

    def _visit(self) -> Script:
        visit, day = self.visit, self._visited_on()
        at = morning(day, 15)
        for review in self._reviews():
            yield Step(at, "R22", f"The findings at {review.school.name} are recorded", self._recording(review, at))
        finished = morning(day + timedelta(days=3), 17)
        yield Step(
            finished,
            "R22",
            "The record is finished",
            lambda: finding_flows.finish_all(visit, by=self.assessor, at=finished),
        )
        yield from self._development(day)

    def _recording(self, review: Review, at: datetime) -> Callable[[], object]:
        def keep() -> None:
            for element in review.framework.elements.all():
                is_advised = (element.number + review.pk) % 5 == 0
                outcome = Outcome.ADVICE if is_advised else Outcome.RATIFIED
                remarks = words.REMARKS[element.number % len(words.REMARKS)]
                more = words.STRENGTHS_AND_AREAS[element.number % len(words.STRENGTHS_AND_AREAS)]
                found = written(outcome=outcome.value, remarks=remarks, **more)
                finding_flows.save_finding(review, element, found, by=self.assessor, at=at)
            for target in finding.last_targets(review):
                judgement = Judgement.MET if target.number % 3 else Judgement.PARTLY
                judged = written(judgement=judgement.value, remarks=words.JUDGED)
                finding_flows.judge_target(review, target, judged, by=self.assessor, at=at)

            covered = self.visit.covers.get(review=review)
            finding_flows.note_day(covered, written(**words.NOTED), by=self.assessor, at=at)

        return keep

    def _development(self, day: date) -> Script:
        drafted, agreed, signed = (morning(day + timedelta(days=n)) for n in (4, 5, 6))
        for review in self._reviews():
            yield Step(drafted, "R23", f"Targets for {review.school.name} are drafted", self._targets(review, drafted))
        for review in self._reviews():
            head = self.story.heads[review.school_id]
            yield Step(agreed, "R23", f"{review.school.name} agrees its plan", self._signing(review, head, agreed))
        for review in self._reviews():
            told = f"The assessor agrees the plan of {review.school.name}"
            yield Step(signed, "R23", told, self._signing(review, self.assessor, signed))

    def _signing(self, review: Review, by: User, at: datetime) -> Callable[[], object]:
        return lambda: development.agree(review, read=shown_of(review), by=by, at=at)

    def _targets(self, review: Review, at: datetime) -> Callable[[], object]:
        def draft() -> None:
            elements = {element.number: element for element in review.framework.elements.all()}
            for number, target in words.TARGETS.items():
                by_when = self.year.closes_on + timedelta(days=200)
                development.add_target(
                    review, element=elements[number], by_when=by_when, by=self.assessor, at=at, **target
                )

        return draft

    def _reports(self) -> Script:
        """Each step for every school, before the next step for any."""
        day = self._visited_on()
        checker, issuer = self.story.staff, self.story.office["ruth"]
        phases: list[tuple[int, str, str, Callable[[Review, datetime], object]]] = [
            (8, "R24", "The report on {} is drafted", lambda r, at: self._draft(_report_on(r), at)),
            (9, "R24", "The report on {} goes to the quality check",
             lambda r, at: report.send_to_check(
                 _report_on(r), read=fingerprint_of(_report_on(r)), by=self.assessor, at=at)),
            (11, "R24", "It is passed, and {} reads it for its facts",
             lambda r, at: report.pass_check(_report_on(r), read=fingerprint_of(_report_on(r)), by=checker, at=at)),
            (17, "R24", "{} confirms the facts",
             lambda r, at: report.confirm_facts(_report_on(r), by=self.story.heads[r.school_id], at=at)),
            (19, "R26", "The report on {} is issued and sealed",
             lambda r, at: report.issue(_report_on(r), read=fingerprint_of(_report_on(r)), by=issuer, at=at)),
        ]  # fmt: skip
        for days, rule, told, act in phases:
            at = morning(day + timedelta(days=days))
            for review in self._reviews():
                yield Step(at, rule, told.format(review.school.name), partial(act, review, at))

    def _draft(self, found: Report, at: datetime) -> None:
        sections = {kind.value: words.SECTIONS.get(kind.value, "") for kind in ReportSectionKind}
        texts = {**sections, "recommendation": Recommendation.MAINTAIN.value}
        report.write(found, rewritten(found.texts(), texts), by=self.assessor, at=at)


def _report_on(review: Review) -> Report:
    """The one report of a first visit."""
    report: Report = Report.objects.get(review=review)
    return report
