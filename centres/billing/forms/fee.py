from django import forms
from django.utils.translation import gettext_lazy as _

from centres.billing.flows.fee import MOST, Step
from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, FlowForm, PerCentField, PoundsField

STEPS = 5


class BandsForm(FlowForm):
    """A scale of up to five steps; the last has no end, and a step without an amount is priced by finance."""

    valid_from = DayField(
        label=_("In force from"), help_text=_("Today or later. Charges raised before keep their price.")
    )

    def prepare(self) -> None:
        for number in range(1, STEPS + 1):
            self.fields[f"pupils_to_{number}"] = forms.IntegerField(
                label=_("Step %d: up to so many pupils") % number, min_value=1, max_value=100_000, required=False
            )
            self.fields[f"amount_{number}"] = PoundsField(
                label=_("Step %d: pounds a year, without VAT") % number, required=False, max_value=MOST
            )

    def rows(self) -> list[dict[str, object]]:
        """Each step with its two bound fields, for the page."""
        return [
            {"number": n, "pupils_to": self[f"pupils_to_{n}"], "amount": self[f"amount_{n}"]}
            for n in range(1, STEPS + 1)
        ]

    def clean(self) -> Cleaned:
        """An amount without a number of pupils stands once, on the last step: anywhere else nobody would pay it."""
        cleaned = super().clean() or {}
        filled = [n for n in range(1, STEPS + 1) if cleaned.get(f"pupils_to_{n}") or cleaned.get(f"amount_{n}")]
        for number in filled[:-1]:
            field = f"pupils_to_{number}"
            if field not in self.errors and not cleaned.get(field):
                self.add_error(field, _("Say up to how many pupils this amount is for: only the last step has no end."))
        return cleaned

    def steps(self) -> list[Step]:
        """The steps that were filled in, and the open end."""
        found = [(self.cleaned_data[f"pupils_to_{n}"], self.cleaned_data[f"amount_{n}"]) for n in range(1, STEPS + 1)]
        limited = [Step(limit, amount) for limit, amount in found if limit]
        open_end = next((amount for limit, amount in found if amount and not limit), None)
        return [*limited, Step(None, open_end)]


class VatForm(FlowForm):
    rate = PerCentField(label=_("Rate of VAT in per cent"))
    valid_from = DayField(label=_("In force from"), help_text=_("Today or later."))
