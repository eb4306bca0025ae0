from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, FlowForm, KeptReasonForm, PoundsField, choice_of

MOST_RECEIVED = Decimal("9999999.99")
NOBODY = Payer.objects.none()


class TakeBackForm(KeptReasonForm):
    model = Allocation


class AllocationForm(FlowForm):
    """One field a line that is open: how much of the payment it gets. Empty: nothing."""

    def prepare(self, *, lines: Sequence[InvoiceLine]) -> None:
        self.lines = lines
        for line in lines:
            self.fields[f"line_{line.pk}"] = PoundsField(
                label=_("For %s") % line.charge.school.name, required=False, max_value=MOST_RECEIVED
            )

    def rows(self) -> list[dict[str, object]]:
        """Each line with its bound field, for the page."""
        return [{"line": line, "field": self[f"line_{line.pk}"]} for line in self.lines]

    @property
    def parts(self) -> dict[InvoiceLine, Decimal]:
        """What each line gets."""
        given = {line: self.cleaned_data.get(f"line_{line.pk}") for line in self.lines}
        return {line: amount for line, amount in given.items() if amount}

    def fill(self, parts: Mapping[InvoiceLine, Decimal]) -> None:
        """Write what is suggested into the fields, and nothing into the others."""
        suggested = {f"line_{line.pk}": f"{parts[line]:.2f}" if parts.get(line) else "" for line in self.lines}
        self.data = {**{name: self.data[name] for name in self.data}, **suggested}


class ReceiveForm(AllocationForm):
    received_on = DayField(label=_("Received on"))
    amount = PoundsField(label=_("Amount"), max_value=MOST_RECEIVED)
    text = forms.CharField(label=_("Text of the bank line"), max_length=300)
    payer = forms.ModelChoiceField(
        label=_("Who paid"),
        queryset=NOBODY,
        required=False,
        empty_label=_("Not known"),
        help_text=_("Those of the lines on this page. To choose another, look for the name first."),
    )
    account = forms.CharField(label=_("Our account"), max_length=40, required=False)
    occurrence = forms.IntegerField(
        label=_("Occurrence"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("2 when the statement shows the very same line a second time on that day."),
    )
    is_another = forms.BooleanField(label=_("This is another payment: record it too"), required=False)
    alike: Payment | None = None
    facts, more = ("received_on", "amount", "text"), ("payer", "account", "occurrence")

    def prepare(self, *, lines: Sequence[InvoiceLine], payers: QuerySet[Payer] = NOBODY) -> None:
        super().prepare(lines=lines)
        choice_of(self, "payer").queryset = payers

    def bank_fields(self) -> list[BoundField]:
        """What is always typed, for the page."""
        return [self[name] for name in self.facts]

    def more_fields(self) -> list[BoundField]:
        """What is seldom typed, for the page."""
        return [self[name] for name in self.more]

    @property
    def bank_line(self) -> Cleaned:
        """The bank line as the flow takes it."""
        return {name: self.cleaned_data[name] for name in (*self.facts, *self.more, "is_another")}

    def clean(self) -> Cleaned:
        cleaned = super().clean() or {}
        parts = sum((cleaned.get(f"line_{line.pk}") or Decimal(0) for line in self.lines), Decimal(0))
        if cleaned.get("amount") and parts > cleaned["amount"]:
            raise ValidationError(_("The lines get more than was received. Nothing is recorded yet."))
        return cleaned
