"""A Centre year as a script: payments, plans, consultancy, update, visit, report and pack (R13-R36)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from centres.enums import CallKind, CentreAccessKind, MembershipState
from centres.flows import billing, consultancy, payments, plans
from centres.models import Centre, CentreYear, Charge, InvoiceLine, Plan
from iqm_coe.accounts.models import User
from iqm_coe.home.simulation import words
from iqm_coe.home.simulation.story import Script, Step, Story, morning
from iqm_coe.lib import pdf
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.working_days import is_working_day
from reviews.enums import Judgement, Outcome, Recommendation, ReportSectionKind, VisitMode
from reviews.flows import appointment, building, dates, pack, plan, record, report, update
from reviews.models import Pack, Report, Review, Visit

NEVER = 10_000


@dataclass
class Pace:
    """On which day of the year each thing happens, counted from its opening."""

    invoice: int = 3
    pay: int = 24
    plans: int = 40
    first_call: int = 95
    appoint: int = 150
    propose: int = 163
    agree: int = 170
    update: int = 190
    visit: int = 232
    second_call: int = 262
    pack: int = 290


class YearPlay:
    """One year of one Centre, played by its people."""

    def __init__(self, story: Story, centre: Centre, year: CentreYear, assessor: User, pace: Pace) -> None:
        self.story, self.centre, self.year, self.assessor, self.pace = story, centre, year, assessor, pace
        self.lead = centre.lead_school
        self.coordinator, self.head = story.coordinators[self.lead.pk], story.heads[self.lead.pk]
        self.finance = story.office["fiona"]
        self.adviser = centre.access.live().get(kind=CentreAccessKind.ADVISER).user

    @property
    def visit(self) -> Visit:
        """The year's one visit, as it stands now; there is one once the script has appointed."""
        found: Visit = Visit.objects.live().get(year=self.year)
        return found

    def _visited_on(self) -> date:
        """Its day, once the script has agreed one."""
        day: date | None = self.visit.agreed_on
        assert day is not None  # noqa: S101 - for the type checker: asked after the step that agrees it
        return day

    def at(self, day: int, hour: int = 10, minute: int = 0) -> datetime:
        """An instant of that day of the year."""
        return morning(self.year.opens_on + timedelta(days=day), hour, minute)

    def steps(self) -> Script:
        """Everything of the year in its order."""
        yield from self._money()
        yield from self._plans()
        yield from self._call(self.pace.first_call, 25)
        yield from self._appointment()
        yield from self._updates()
        yield from self._visit()
        yield from self._reports()
        yield from self._call(self.pace.second_call, 45)
        yield from self._pack()

    def _money(self) -> Script:
        at = self.at(self.pace.invoice)
        yield Step(at, "R28", "Finance prices what no band prices", lambda: self._price(at))
        then = self.at(self.pace.invoice, 11)
        yield Step(
            then,
            "R29",
            "The year's invoices are issued, numbered without gaps",
            lambda: billing.issue_for_year(self.year, by=self.finance, at=then),
        )
        payers = [] if self.pace.pay == NEVER else self._charges()
        for number, charge in enumerate(payers):
            paid = self.at(self.pace.pay + 2 * number, 12)
            name = charge.membership.school.name
            yield Step(paid, "R30", f"{name} pays, allocated to its line", self._paying(charge, paid))

    def _charges(self) -> list[Charge]:
        return list(Charge.objects.filter(year=self.year).select_related("membership__school").order_by("pk"))

    def _price(self, at: datetime) -> None:
        for charge in Charge.objects.filter(year=self.year, net=None, state="to_price"):
            billing.price(charge, Decimal("1150.00"), by=self.finance, at=at)

    def _paying(self, charge: Charge, at: datetime) -> Any:
        def pay() -> None:
            line = InvoiceLine.objects.select_related("invoice", "charge__membership__school").get(charge=charge)
            text = f"{line.invoice.number} {line.charge.membership.school.name}"[:120]
            payments.receive(
                {line: line.gross}, amount=line.gross, received_on=at.date(), text=text, by=self.finance, at=at
            )

        return pay

    def _plans(self) -> Script:
        for number, found in enumerate(Plan.objects.filter(year=self.year).order_by("pk")):
            at, read = self.at(self.pace.plans + 6 * number), self.at(self.pace.plans + 6 * number + 5, 15)
            yield Step(at, "R14", f"“{found}” is lodged", self._lodging(found, at))
            yield Step(read, "R14", f"“{found}” is accepted by IQM", self._accepting(found, read))

    def _lodging(self, found: Plan, at: datetime) -> Any:
        def lodge() -> None:
            file = SimpleUploadedFile(f"{found.kind}-plan.pdf", _sample(str(found)))
            plans.lodge(found, file, by=self.coordinator, at=at)

        return lodge

    def _accepting(self, found: Plan, at: datetime) -> Any:
        return lambda: plans.accept(found, version=1, by=self.story.staff, at=at)

    def _call(self, day: int, minutes: int) -> Script:
        at = self.at(day, 16)
        yield Step(
            at,
            "R33",
            f"The adviser logs a call of {minutes} minutes, charged up to what is left",
            lambda: consultancy.log_call(
                self.year,
                kind=CallKind.TELEPHONE,
                held_on=at.date(),
                minutes=minutes,
                with_whom=self.coordinator.name,
                about=words.CALLS[minutes % len(words.CALLS)],
                by=self.adviser,
                at=at,
            ),
        )

    def _reviews(self) -> list[Review]:
        rows = Review.objects.filter(year=self.year, school__memberships__state=MembershipState.LIVE).distinct()
        return list(rows.select_related("school", "year__centre", "framework").order_by("pk"))

    def _appointment(self) -> Script:
        at = self.at(self.pace.appoint)
        yield Step(at, "R19", "An assessor without ties is appointed", lambda: self._appoint(at))
        then = self.at(self.pace.appoint + 3)
        yield Step(then, "R19", "The assessor declares interests and accepts", lambda: self._declare(then))
        asked = self.at(self.pace.propose)
        yield Step(asked, "R20", "The assessor proposes three days", lambda: self._propose(asked))
        agreed = self.at(self.pace.agree)
        yield Step(agreed, "R20", "The host school accepts one of them", lambda: self._agree(agreed))

    def _appoint(self, at: datetime) -> None:
        appointment.appoint(
            self.year,
            reviews=self._reviews(),
            host=self.lead,
            assessor=self.assessor,
            mode=VisitMode.IN_PERSON,
            by=self.story.staff,
            at=at,
        )

    def _declare(self, at: datetime) -> None:
        appointment.accept(self.visit, interests="None.", by=self.assessor, at=at)

    def _propose(self, at: datetime) -> None:
        dates.propose(self.visit, self._possible_days(), by=self.assessor, at=at)

    def _possible_days(self) -> list[date]:
        """The first three days from the pace's day on that are working days and free."""
        day, found = self.at(self.pace.visit).date(), []
        while len(found) < 3:  # noqa: PLR2004 - three days are offered
            is_taken = Visit.objects.filter(assessor=self.assessor, agreed_on=day).exists()
            if is_working_day(day, self.lead.country) and not is_taken:
                found.append(day)
            day += timedelta(days=1)
        return found

    def _agree(self, at: datetime) -> None:
        for proposal in self.visit.rounds.get().proposals.order_by("on"):
            try:
                dates.accept(proposal, by=self.coordinator, at=at)
            except Refused:  # another Centre took that day meanwhile
                continue
            return

    def _updates(self) -> Script:
        for number, review in enumerate(self._reviews()):
            name, day = review.school.name, self.pace.update + 2 * number
            at, asked, sent = self.at(day), self.at(day, 17), self.at(day + 1, 9)
            coordinator, head = self.story.coordinators[review.school_id], self.story.heads[review.school_id]
            yield Step(at, "R15", f"{name} writes its update", self._writing(review, coordinator, at))
            yield Step(asked, "R15", f"{name}: the head is asked", self._asking(review, coordinator, asked))
            yield Step(sent, "R15", f"{name}: the head declares the update", self._sending(review, head, sent))

    def _writing(self, review: Review, by: User, at: datetime) -> Any:
        def write() -> None:
            for answer in review.answers.select_related("element"):
                texts = words.update_on(answer.element.number, review.school.name, self.year.number)
                update.save(answer, texts, version=answer.version, by=by, at=at)
            for one in review.progress_on_targets.all():
                text = words.ON_TARGETS[one.target.number % len(words.ON_TARGETS)]
                update.report_on_target(one, text=text, version=one.version, by=by, at=at)

        return write

    def _asking(self, review: Review, by: User, at: datetime) -> Any:
        return lambda: update.ask_head(review, by=by, at=at)

    def _sending(self, review: Review, by: User, at: datetime) -> Any:
        return lambda: update.declare_and_send(review, read=update.fingerprint_of(review), by=by, at=at)

    def _visit(self) -> Script:
        visit, day = self.visit, self._visited_on()
        at = morning(day, 15)
        for review in self._reviews():
            yield Step(at, "R22", f"The findings at {review.school.name} are recorded", self._recording(review, at))
        finished = morning(day + timedelta(days=3), 17)
        yield Step(
            finished, "R22", "The record is finished", lambda: record.finish(visit, by=self.assessor, at=finished)
        )
        yield from self._development(day)

    def _recording(self, review: Review, at: datetime) -> Any:
        def keep() -> None:
            for element in review.framework.elements.all():
                is_advised = (element.number + review.pk) % 5 == 0
                outcome = Outcome.ADVICE if is_advised else Outcome.RATIFIED
                remarks = words.REMARKS[element.number % len(words.REMARKS)]
                record.save_finding(
                    review, element, outcome=outcome, remarks=remarks, version=0, by=self.assessor, at=at
                )
            for target in record.last_targets(review):
                judgement = Judgement.MET if target.number % 3 else Judgement.PARTLY
                record.judge_target(review, target, judgement=judgement, remarks=words.JUDGED, by=self.assessor, at=at)

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

    def _signing(self, review: Review, by: User, at: datetime) -> Any:
        return lambda: plan.agree(review, by=by, at=at)

    def _targets(self, review: Review, at: datetime) -> Any:
        def draft() -> None:
            elements = {element.number: element for element in review.framework.elements.all()}
            for number, target in words.TARGETS.items():
                by_when = self.year.closes_on + timedelta(days=200)
                plan.add_target(review, element=elements[number], by_when=by_when, by=self.assessor, at=at, **target)

        return draft

    def _reports(self) -> Script:
        """Each step for every school, before the next step for any."""
        day = self._visited_on()
        checker, issuer = self.story.staff, self.story.office["ruth"]
        phases: list[tuple[int, str, str, Callable[[Review, datetime], Any]]] = [
            (8, "R24", "The report on {} is drafted", lambda r, at: self._draft(_report_on(r), at)),
            (9, "R24", "The report on {} goes to the quality check",
             lambda r, at: report.send_to_check(_report_on(r), by=self.assessor, at=at)),
            (11, "R24", "It is passed, and {} reads it for its facts",
             lambda r, at: report.pass_check(_report_on(r), by=checker, at=at)),
            (17, "R24", "{} confirms the facts",
             lambda r, at: report.confirm_facts(_report_on(r), by=self.story.heads[r.school_id], at=at)),
            (19, "R26", "The report on {} is issued and sealed",
             lambda r, at: report.issue(_report_on(r), by=issuer, at=at)),
        ]  # fmt: skip
        for days, rule, told, act in phases:
            at = morning(day + timedelta(days=days))
            for review in self._reviews():
                yield Step(at, rule, told.format(review.school.name), partial(act, review, at))

    def _draft(self, found: Report, at: datetime) -> None:
        sections = {kind.value: words.SECTIONS[kind.value] for kind in ReportSectionKind}
        report.write(
            found,
            sections=sections,
            recommendation=Recommendation.MAINTAIN,
            version=found.version,
            by=self.assessor,
            at=at,
        )

    def _pack(self) -> Script:
        if self.pace.pack == NEVER:
            return
        at = self.at(self.pace.pack)
        yield Step(at, "R27", "The review pack is built", lambda: self._build(at))

    def _build(self, at: datetime) -> None:
        made: Pack = pack.ask(self.year, by=self.coordinator, at=at)
        claimed = building.claim_one(at)
        if claimed is not None and claimed.pk == made.pk:
            building.build_one(claimed)


@cache
def _sample(title: str) -> bytes:
    """A plan as a file; its words are the same for all, so that it is laid out once."""
    return pdf.render("pdf/sample_plan.html", {"title": title, "text": words.PLAN})


def _report_on(review: Review) -> Report:
    """The one report of a first visit."""
    found: Report = Report.objects.get(review=review)
    return found
