from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import DayField, FlowForm, PlainLines
from reviews.visits import conf


class DaysForm(FlowForm):
    """As many days as the setting allows; empty ones are left out."""

    def prepare(self) -> None:
        for number in range(1, conf.days_a_round.get() + 1):
            self.fields[f"day_{number}"] = DayField(label=_("Day %d") % number, required=number == 1)

    def days(self) -> list[date]:
        """The days that were given."""
        return [day for day in self.cleaned_data.values() if day]


class FixForm(FlowForm):
    day = DayField(label=_("Day of the visit"))
    reason = PlainLines(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The assessor and the schools read it."),
    )
