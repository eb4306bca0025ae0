"""What finance types: prices, invoices, payments and where they belong."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from centres.enums import PayerKind
from centres.flows.fees import MOST, Step
from centres.models import Allocation, InvoiceLine, LedgerEntry, Payer, WriteOff
from iqm_coe.lib.forms import DayField, FlowForm, KeptReasonForm, LongText, PoundsField

STEPS = 5
MOST_RECEIVED = Decimal("9999999.99")


class TakeBackForm(KeptReasonForm):
    model = Allocation


class WriteOffForm(KeptReasonForm):
    model = WriteOff


class CorrectionForm(KeptReasonForm):
    model = LedgerEntry


class PriceForm(FlowForm):
    amount = PoundsField(label=_("Annual fee in pounds, without VAT"), max_value=MOST)


class IssueForm(FlowForm):
    payer = forms.ModelChoiceField(label=_("Who pays"), queryset=Payer.objects.none(), required=False)
    po_number = forms.CharField(
        label=_("Purchase order number"), max_length=60, required=False, help_text=_("If the payer gave one.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.exclude(kind=PayerKind.SCHOOL)
        payer.empty_label = _("As it is now: the school itself, or the body that paid last year")


class PayerForm(FlowForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, k.label) for k in PayerKind if k != PayerKind.SCHOOL])
    name = forms.CharField(label=_("Name"), max_length=200)
    address = LongText(label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    email = forms.EmailField(label=_("Email for invoices"), required=False)


class AllocationForm(FlowForm):
    """One field a line that is open: how much of the payment it gets. Empty: nothing."""

    def __init__(self, *args: Any, lines: Sequence[InvoiceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"line_{line.pk}"] = PoundsField(
                label=_("For %s") % line.charge.school.name, required=False, max_value=MOST_RECEIVED
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each line with its bound field, for the page."""
        return [{"line": line, "field": self[f"line_{line.pk}"]} for line in self.lines]

    @property
    def parts(self) -> dict[InvoiceLine, Decimal]:
        """What each line gets."""
        given = {line: self.cleaned_data.get(f"line_{line.pk}") for line in self.lines}
        return {line: amount for line, amount in given.items() if amount}

    def suggest(self, amount: Decimal) -> None:
        """Fill the fields, the line that is due first on top, until the amount is used up."""
        self.data = self.data.copy()
        for line in self.lines:
            part = min(amount, line.outstanding)
            self.data[f"line_{line.pk}"] = f"{part:.2f}" if part > 0 else ""
            amount -= part


class ReceiveForm(AllocationForm):
    received_on = DayField(label=_("Received on"))
    amount = PoundsField(label=_("Amount"), max_value=MOST_RECEIVED)
    text = forms.CharField(label=_("Text of the bank line"), max_length=300)
    payer = forms.ModelChoiceField(
        label=_("Who paid"), queryset=Payer.objects.all(), required=False, empty_label=_("Not known")
    )
    account = forms.CharField(label=_("Our account"), max_length=40, required=False)
    occurrence = forms.IntegerField(
        label=_("Occurrence"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("2 when the statement shows the very same line a second time on that day."),
    )
    facts, more = ("received_on", "amount", "text"), ("payer", "account", "occurrence")

    def bank_fields(self) -> list[Any]:
        """What is always typed, for the page."""
        return [self[name] for name in self.facts]

    def more_fields(self) -> list[Any]:
        """What is seldom typed, for the page."""
        return [self[name] for name in self.more]

    @property
    def bank_line(self) -> dict[str, Any]:
        """The bank line as the flow takes it."""
        return {name: self.cleaned_data[name] for name in (*self.facts, *self.more)}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        parts = sum((found.get(f"line_{line.pk}") or Decimal(0) for line in self.lines), Decimal(0))
        if found.get("amount") and parts > found["amount"]:
            raise ValidationError(_("The lines get more than was received. Nothing is recorded yet."))
        return found


class BandsForm(FlowForm):
    """A scale of up to five steps; the last has no end, and a step without an amount is priced by finance."""

    valid_from = DayField(
        label=_("In force from"), help_text=_("Today or later. Charges raised before keep their price.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            self.fields[f"pupils_to_{number}"] = forms.IntegerField(
                label=_("Step %d: up to so many pupils") % number, min_value=1, max_value=100_000, required=False
            )
            self.fields[f"amount_{number}"] = PoundsField(
                label=_("Step %d: pounds a year, without VAT") % number, required=False, max_value=MOST
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each step with its two bound fields, for the page."""
        return [
            {"number": n, "pupils_to": self[f"pupils_to_{n}"], "amount": self[f"amount_{n}"]}
            for n in range(1, STEPS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """An amount without a number of pupils stands once, on the last step: anywhere else nobody would pay it."""
        found = super().clean() or {}
        filled = [n for n in range(1, STEPS + 1) if found.get(f"pupils_to_{n}") or found.get(f"amount_{n}")]
        for number in filled[:-1]:
            field = f"pupils_to_{number}"
            if field not in self.errors and not found.get(field):
                self.add_error(field, _("Say up to how many pupils this amount is for: only the last step has no end."))
        return found

    def steps(self) -> list[Step]:
        """The steps that were filled in, and the open end."""
        found = [(self.cleaned_data[f"pupils_to_{n}"], self.cleaned_data[f"amount_{n}"]) for n in range(1, STEPS + 1)]
        limited = [Step(limit, amount) for limit, amount in found if limit]
        open_end = next((amount for limit, amount in found if amount and not limit), None)
        return [*limited, Step(None, open_end)]


class VatForm(FlowForm):
    rate = forms.DecimalField(label=_("Rate of VAT in per cent"), min_value=0, max_value=100, decimal_places=2)
    valid_from = DayField(label=_("In force from"), help_text=_("Today or later."))
