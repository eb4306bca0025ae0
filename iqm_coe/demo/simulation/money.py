"""The payments, the plans and the hour of a year, as a script (R14, R28-R33)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from centres.billing.flows import charge as charge_flows
from centres.billing.flows import invoice, payment
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.consultancy.enums import CallKind
from centres.consultancy.flows import call
from centres.year.flows import plan
from centres.year.models.plan import Plan
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.stage import NEVER, Stage
from iqm_coe.demo.simulation.story import Script, Step
from iqm_coe.lib import pdf


class MoneyPlay(Stage):
    """Finance, the coordinator and the adviser."""

    def _money(self) -> Script:
        at = self.at(self.pace.invoice)
        yield Step(at, "R28", "Finance prices what no band prices", lambda: self._price(at))
        then = self.at(self.pace.invoice, 11)
        yield Step(
            then,
            "R29",
            "The year's invoices are issued, numbered without gaps",
            lambda: invoice.issue_for_year(self.year, by=self.finance, at=then),
        )
        payers = [] if self.pace.pay == NEVER else self._charges()
        for number, charge in enumerate(payers):
            paid = self.at(self.pace.pay + 2 * number, 12)
            name = charge.membership.school.name
            yield Step(paid, "R30", f"{name} pays, allocated to its line", self._paying(charge, paid))

    def _price(self, at: datetime) -> None:
        for charge in Charge.objects.filter(year=self.year, net=None, state="to_price"):
            charge_flows.price(charge, Decimal("1150.00"), by=self.finance, at=at)

    def _paying(self, charge: Charge, at: datetime) -> Callable[[], object]:
        def pay() -> None:
            line = InvoiceLine.objects.select_related("invoice", "charge__membership__school").get(charge=charge)
            text = f"{line.invoice.number} {line.charge.membership.school.name}"[:120]
            payment.receive(
                {line: line.gross}, amount=line.gross, received_on=at.date(), text=text, by=self.finance, at=at
            )

        return pay

    def _plans(self) -> Script:
        for number, plan_ in enumerate(Plan.objects.filter(year=self.year).order_by("pk")):
            at, read = self.at(self.pace.plans + 6 * number), self.at(self.pace.plans + 6 * number + 5, 15)
            yield Step(at, "R14", f"“{plan_}” is lodged", self._lodging(plan_, at))
            yield Step(read, "R14", f"“{plan_}” is accepted by IQM", self._accepting(plan_, read))

    def _lodging(self, found: Plan, at: datetime) -> Callable[[], object]:
        def lodge() -> None:
            file = SimpleUploadedFile(f"{found.kind}-plan.pdf", _sample(str(found)))
            plan.lodge(found, file, by=self.coordinator, at=at)

        return lodge

    def _accepting(self, found: Plan, at: datetime) -> Callable[[], object]:
        return lambda: plan.accept(found, version=1, by=self.story.staff, at=at)

    def _call(self, day: int, minutes: int) -> Script:
        at = self.at(day, 16)
        yield Step(
            at,
            "R33",
            f"The adviser logs a call of {minutes} minutes, charged up to what is left",
            lambda: call.log(
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


@cache
def _sample(title: str) -> bytes:
    """A plan as a file; its words are the same for all, so that it is laid out once."""
    return pdf.render("pdf/sample_plan.html", {"title": title, "text": words.PLAN})
