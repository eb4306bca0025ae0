from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from centres.billing.conditions.payment import named_in, says_name
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.billing.querysets.invoice import InvoiceLineQuerySet
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import money

LINES_SHOWN = 40


@dataclass(frozen=True)
class PaymentPage:
    """A payment with what it was used for."""

    payment: Payment
    allocations: list[Allocation]
    can_act: bool
    own: frozenset[int]
    events: list[dict[str, object]]


def payment_page(payment: Payment, user: User) -> PaymentPage:
    """Every allocation, also those taken back."""
    rows = payment.allocations.select_related("line__invoice", "line__charge__membership__school", "countered_by", "by")
    allocations = list(rows)
    own = Charge.objects.filter(line__in=[row.line_id for row in allocations]).own_of(user)
    return PaymentPage(
        payment=payment,
        allocations=allocations,
        can_act=may(user, "billing.do_finance"),
        own=frozenset(own.values_list("line", flat=True)),
        events=told(payment, to=user),
    )


def open_lines(words: str = "", text: str = "", given: Sequence[int] = ()) -> list[InvoiceLine]:
    """Lines with something to pay, the one due first on top; narrowed by number, school or payer. Above them stands
    what the bank line itself names, and what was given an amount already.
    """
    lines = _unsettled()
    stay = Q(invoice__number__in=named_in(text).numbers) | Q(pk__in=given)
    named = list(lines.filter(stay)) if text or given else []
    if words:
        school = Q(charge__membership__school__name__says=words)
        lines = lines.filter(Q(invoice__number__says=words) | Q(invoice__payer_name__says=words) | school)
    spoken_of = [line for line in _spoken_of(text) if line not in named]
    others = lines.exclude(pk__in=[line.pk for line in (*named, *spoken_of)])
    return [*named, *spoken_of, *others[:LINES_SHOWN]]


def payers_to_choose(lines: Iterable[InvoiceLine], words: str, chosen: str = "") -> QuerySet[Payer]:
    """Whom the lines are invoiced to, those whose name says the words, and the one that is chosen."""
    said = Payer.objects.filter(name__says=words).values_list("pk", flat=True)[:LINES_SHOWN] if words else ()
    wanted = {line.invoice.payer_id for line in lines} | set(said)
    return Payer.objects.filter(Q(pk__in=wanted) | Q(pk=int(chosen) if chosen.isdecimal() else None))


def _unsettled() -> InvoiceLineQuerySet:
    return InvoiceLine.objects.unsettled().for_list().order_by("invoice__due_on", "pk")


def _spoken_of(text: str) -> list[InvoiceLine]:
    """Lines whose school or payer the bank line names."""
    if not text:
        return []
    bank = _unsettled().annotate(bank=Value(text, output_field=CharField()))
    near = bank.filter(Q(bank__says=F("invoice__payer_name")) | Q(bank__says=F("charge__membership__school__name")))
    return [line for line in near[:LINES_SHOWN] if _is_named(line, text)]


def _is_named(line: InvoiceLine, text: str) -> bool:
    return says_name(text, line.invoice.payer_name) or says_name(text, line.charge.school.name)


@dataclass(frozen=True)
class Suggestion:
    """What each line could get; where nothing can be told, a sentence that says why."""

    parts: Mapping[InvoiceLine, Decimal]
    said: str = ""


def suggestion(
    lines: list[InvoiceLine], amount: Decimal, *, text: str, payer: Payer | None = None, is_narrowed: bool = False
) -> Suggestion:
    """Money goes to whom the bank line, the payer or the narrowed list names, the line due first on top; to strangers
    never. Invoices that are named by number are suggested where they fit to the penny, and nothing else beside them.
    """
    named = named_in(text)
    known = set(Invoice.objects.filter(number__in=named.numbers).values_list("number", flat=True))
    if lost := named.certain - known:
        return Suggestion({}, _("The bank line names %s, which is no invoice of ours.") % ", ".join(sorted(lost)))
    if known:
        return _fitting(sorted(known), [line for line in lines if line.invoice.number in known], amount)
    if payer:
        whose = [line for line in lines if line.invoice.payer_id == payer.pk]
    else:
        whose = [line for line in lines if is_narrowed or _is_named(line, text)]
    if not whose:
        return Suggestion({}, _("Nothing says whose money this is: write what each line gets."))
    return Suggestion(_oldest_first(whose, amount))


def _fitting(numbers: list[str], lines: list[InvoiceLine], amount: Decimal) -> Suggestion:
    """What is open on the named invoices, where it is the amount exactly."""
    opened = sum((line.outstanding for line in lines), Decimal(0))
    if opened == amount:
        return Suggestion({line: line.outstanding for line in lines})
    words = _(
        "The bank line names %(numbers)s, of which %(open)s is open and not %(amount)s. Write what each line gets."
    )
    return Suggestion({}, words % {"numbers": ", ".join(numbers), "open": money(opened), "amount": money(amount)})


def _oldest_first(lines: list[InvoiceLine], amount: Decimal) -> dict[InvoiceLine, Decimal]:
    parts = {}
    for line in sorted(lines, key=lambda line: (line.invoice.due_on, line.pk)):
        parts[line] = min(amount, line.outstanding)
        amount -= parts[line]
    return parts
