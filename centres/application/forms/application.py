from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from centres.application.enums import Criterion
from centres.application.flows.application import Change
from centres.membership.models.centre import Centre
from centres.year.forms.adviser import AdviserForm
from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, FlowModelForm, LongText, PlainLines, ReadForm


class StartForm(FlowModelForm):
    class Meta:
        model = Centre
        fields = ("name",)
        labels = {"name": _("Name of the Centre")}
        help_texts = {"name": _("As it will stand on letters and certificates, for example “Trent Valley Inclusion”.")}


class ApproveForm(AdviserForm, ReadForm):
    note = PlainLines(
        label=_("Note for the record"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the decision. It is not part of the letter."),
    )
    override_reason = PlainLines(
        label=_("Why you decide this yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nobody of the staff is free to decide. Every administrator will read this."),
    )

    def prepare(self, *, needs_override: bool) -> None:
        self.fields["override_reason"].required = needs_override
        if not needs_override:
            del self.fields["override_reason"]


class DeclineForm(ReadForm):
    reason = PlainLines(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The schools read this in the letter."),
    )
    override_reason = PlainLines(
        label=_("Why you decide this yourself"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self, *, needs_override: bool) -> None:
        if not needs_override:
            del self.fields["override_reason"]


class ChangesForm(ReadForm):
    """One row a criterion: a reason opens it again. Rows without a reason stay closed."""

    def prepare(self, *, due_on: date) -> None:
        for criterion in Criterion:
            self.fields[f"{criterion}_reason"] = LongText(
                label=_("What should change in %s, and why") % criterion.value,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"{criterion}_due_on"] = DayField(label=_("By when"), required=False, initial=due_on)

    def rows(self, answers: dict[str, str]) -> list[dict[str, object]]:
        """Each criterion with its two bound fields and what the schools wrote, for the page."""
        return [
            {
                "criterion": c,
                "reason": self[f"{c}_reason"],
                "due_on": self[f"{c}_due_on"],
                "answer": answers.get(c, ""),
            }
            for c in Criterion
        ]

    def clean(self) -> Cleaned:
        cleaned = super().clean() or {}
        asked = [c for c in Criterion if (cleaned.get(f"{c}_reason") or "").strip()]
        if not asked and not self.errors:
            raise ValidationError(_("Name at least one criterion: write what should change beside it."))
        for criterion in asked:
            if not cleaned.get(f"{criterion}_due_on"):
                self.add_error(f"{criterion}_due_on", _("Give the day by which it should be changed."))
        cleaned["changes"] = [
            Change(c, cleaned[f"{c}_reason"].strip(), due) for c in asked if (due := cleaned.get(f"{c}_due_on"))
        ]
        return cleaned
