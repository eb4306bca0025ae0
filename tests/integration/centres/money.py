"""A small world of money: an active Centre whose schools owe, and finance who gets paid."""

from decimal import Decimal

from centres.billing.conditions.charge import outstanding
from centres.billing.flows import invoice
from centres.billing.flows import payment as payment_flows
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Payment
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY
from tests.remembered import remembered


def settle(year: CentreYear, *, by: User) -> None:
    """Invoice what is not invoiced yet of this year, and receive what is open on every line."""
    invoice.issue_for_year(year, by=by, at=NOW)
    for line in InvoiceLine.objects.filter(charge__year=year).select_related("account"):
        rest = outstanding(line.account)
        payment = payment_flows.record(amount=rest, received_on=TODAY, text=f"BACS {line.pk}", by=by, at=NOW)
        payment_flows.allocate(payment, line, rest, by=by, at=NOW)


@remembered
def approved(pupils: int | None) -> tuple[scene.Scene, User]:
    played = scene.submitted()
    School.objects.update(pupils=pupils)
    return played.approve(), scene.iqm_person("Fay", "finance")


class Money:
    """An active Centre of two schools of 300 pupils, in its first year; Fay handles the money."""

    def __init__(self, *, pupils: int | None = 300) -> None:
        self.played, self.fay = approved(pupils)
        self.year = CentreYear.objects.get(centre=self.played.centre)

    @property
    def adviser(self) -> User:
        return self.played.adviser

    @property
    def charges(self) -> list[Charge]:
        return list(Charge.objects.filter(year=self.year).order_by("pk"))

    def issue(self, *charges: Charge, **named) -> Invoice:
        return invoice.issue(charges or self.charges[:1], by=self.fay, at=NOW, **named)

    def lines(self) -> list[InvoiceLine]:
        """One invoice a school, and their lines."""
        invoice.issue_for_year(self.year, by=self.fay, at=NOW)
        return list(InvoiceLine.objects.order_by("charge_id"))

    def receive(self, amount: str, text: str = "BACS", **named) -> Payment:
        return payment_flows.record(
            **{"amount": Decimal(amount), "received_on": TODAY, "text": text, "by": self.fay, "at": NOW} | named
        )

    def pay(self, line: InvoiceLine, amount: str = "720.00", text: str = "") -> Payment:
        """Money for one line, allocated to it."""
        payment = self.receive(amount, text or f"BACS {line.pk}")
        payment_flows.allocate(payment, line, Decimal(amount), by=self.fay, at=NOW)
        return payment

    def pay_all(self) -> None:
        for line in self.lines():
            self.pay(line)
