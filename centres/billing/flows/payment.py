"""Money that came in: recorded once, allocated to lines, taken back with a reason (R30)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.billing import signals
from centres.billing.flows.invoice import NotOpen, locked_year
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date, money
from iqm_coe.lib.transitions import record_event

# Nothing was received before there was a programme: an earlier day is a slip of the pen.
FIRST_DAY = date(2000, 1, 1)


class AlreadyRecorded(Refused):
    """The same bank line is here already (R30)."""

    def __init__(self, payment: Payment) -> None:
        self.payment = payment
        super().__init__(
            _(
                "This bank line is recorded already, so nothing was recorded twice. If the statement really shows the "
                "same line again on that day, give it the next occurrence number."
            )
        )


class LooksRecorded(Refused):
    """A payment of this amount with this text, written a little otherwise, was received within a few days (R30)."""

    def __init__(self, payment: Payment) -> None:
        self.payment = payment
        words = _(
            "A payment of %(amount)s with the text “%(text)s” was received on %(day)s. Nothing is recorded yet: if "
            "this is another payment, say so below."
        )
        facts = {"amount": money(payment.amount), "text": payment.text, "day": long_date(payment.received_on)}
        super().__init__(words % facts)


@transaction.atomic
def record(
    *,
    amount: Decimal,
    received_on: date,
    text: str,
    account: str = "",
    payer: Payer | None = None,
    occurrence: int = 1,
    is_another: bool = False,
    by: User,
    at: datetime,
) -> Payment:
    """Keep one line of the bank statement; `is_another` says that one that looks like it is not the same.

    Raises AlreadyRecorded for the same line again, LooksRecorded for one nearly the same, NotPermitted (R48).
    """
    require(by, "billing.record_payment", payer)
    if received_on > london_date(at):
        raise Refused(_("Money cannot have been received on a day that is still to come."))
    if received_on < FIRST_DAY:
        raise Refused(_("Give the day that the bank statement shows: %s is too long ago.") % long_date(received_on))
    line = {"account": account, "received_on": received_on, "amount": amount, "text": text, "occurrence": occurrence}
    alike = Payment.objects.alike(amount=amount, received_on=received_on, text=text).exclude(**line)
    if not is_another and occurrence == 1 and not Payment.objects.filter(**line).exists() and (known := alike.first()):
        raise LooksRecorded(known)
    try:
        with transaction.atomic():
            payment: Payment = Payment.objects.create(**line, payer=payer, recorded_at=at, recorded_by=by)
    except IntegrityError as error:
        known = Payment.objects.filter(**line).first()
        if known is None:
            raise Refused(_("A payment has an amount above zero.")) from error
        raise AlreadyRecorded(known) from error
    record_event(payment, "record", by=by, at=at, facts={"amount": str(amount), "received_on": received_on.isoformat()})
    return payment


@transaction.atomic
def allocate(payment: Payment, line: InvoiceLine, amount: Decimal, *, by: User, at: datetime) -> Allocation:
    """Use a part of a payment for one line. Raises NotOpen when the line or the payment has not so much left.

    The lock on the Centre's year lets two who pay one line see each other; the database's CHECK would refuse anyway.
    """
    fresh: Payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    year = locked_year(line)
    require(by, "billing.allocate_payment", line)
    if amount <= 0:
        raise Refused(_("Give an amount above zero. A mistake is taken back from the payment's own page."))
    _require_open(fresh, line, amount)
    made: Allocation = Allocation.objects.create(payment=fresh, line=line, amount=amount, at=at, by=by)
    facts = {"allocation": made.pk, "line": line.pk, "amount": str(amount)}
    record_event(fresh, "allocate", by=by, at=at, facts=facts)
    signals.payments_changed.send(sender=CentreYear, year=year, by=by, at=at)
    return made


def _require_open(payment: Payment, line: InvoiceLine, amount: Decimal) -> None:
    payment.balance.refresh_from_db()
    line.account.refresh_from_db()
    if amount > payment.unallocated:
        raise NotOpen(_("Of this payment only %s is left to allocate.") % money(payment.unallocated))
    if amount > line.outstanding:
        words = _("On the line of %(school)s only %(open)s is still open; somebody may have been first.")
        raise NotOpen(words % {"school": line.charge.school.name, "open": money(line.outstanding)})


@transaction.atomic
def receive(
    parts: Mapping[InvoiceLine, Decimal],
    *,
    amount: Decimal,
    received_on: date,
    text: str,
    account: str = "",
    payer: Payer | None = None,
    occurrence: int = 1,
    is_another: bool = False,
    by: User,
    at: datetime,
) -> Payment:
    """Record a payment and allocate it in one act, all or nothing."""
    payment = record(
        amount=amount,
        received_on=received_on,
        text=text,
        account=account,
        payer=payer,
        occurrence=occurrence,
        is_another=is_another,
        by=by,
        at=at,
    )
    _allocate_each(payment, parts, by=by, at=at)
    return payment


@transaction.atomic
def allocate_all(payment: Payment, parts: Mapping[InvoiceLine, Decimal], *, by: User, at: datetime) -> list[Allocation]:
    """Use a payment for several lines in one act, all or nothing."""
    if not parts:
        raise Refused(_("Write an amount beside at least one line."))
    return _allocate_each(payment, parts, by=by, at=at)


def _allocate_each(
    payment: Payment, parts: Mapping[InvoiceLine, Decimal], *, by: User, at: datetime
) -> list[Allocation]:
    """In one order of years, so that two who allocate at once never wait for each other in a ring."""
    ordered = sorted(parts, key=lambda line: (line.charge.year_id, line.pk))
    return [allocate(payment, line, parts[line], by=by, at=at) for line in ordered]


@transaction.atomic
def take_back(allocation: Allocation, *, reason: str, by: User, at: datetime) -> Allocation:
    """Undo a mistaken allocation by the same amount below zero; the row itself stays as it was written (R30)."""
    payment: Payment = Payment.objects.select_for_update(of=("self",)).get(pk=allocation.payment_id)
    locked_year(allocation.line)
    require(by, "billing.allocate_payment", allocation.line)
    if not reason.strip():
        raise Refused(_("Write down why the allocation is taken back."))
    if allocation.counters_id or Allocation.objects.filter(counters=allocation).exists():
        raise Refused(_("This allocation has been taken back already."))
    made: Allocation = Allocation.objects.create(
        payment=payment,
        line=allocation.line,
        amount=-allocation.amount,
        counters=allocation,
        reason=reason,
        at=at,
        by=by,
    )
    facts = {"allocation": allocation.pk, "line": allocation.line_id, "amount": str(made.amount)}
    record_event(payment, "take_back", by=by, at=at, reason=reason, facts=facts)
    return made
