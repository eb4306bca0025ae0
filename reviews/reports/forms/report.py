from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, FlowForm, text_box
from iqm_coe.texts.forms.text import TextForm
from reviews.reports.enums import OPTIONAL_SECTIONS, SECTION_HINTS, Recommendation, ReportSectionKind
from reviews.reports.models.report import BOXES, LONGEST_CONDITION, MOST_CONDITIONS
from reviews.update.models.review import LONGEST


class WantedChoice(forms.ChoiceField):
    """May be saved without a choice, and is not called optional: only sending asks for it."""

    is_wanted = True


class ReportForm(TextForm):
    """The sections as data, the recommendation, and the conditions where there are any. Empty is allowed in a draft."""

    boxes = BOXES

    def prepare(self) -> None:
        for kind in ReportSectionKind:
            hint = SECTION_HINTS[kind]
            box = text_box(kind.label, 8, required=False, max_length=LONGEST, help_text=hint)
            box.is_wanted = kind not in OPTIONAL_SECTIONS  # only sending asks for it
            self.fields[kind.value] = box
        self.fields["recommendation"] = WantedChoice(
            label=_("Recommendation"), choices=Recommendation.choices, widget=forms.RadioSelect, required=False
        )
        for number in range(1, MOST_CONDITIONS + 1):
            words = {"number": number}
            self.fields[f"condition_{number}"] = text_box(
                _("Condition %(number)d") % words, 2, required=False, max_length=LONGEST_CONDITION
            )
            self.fields[f"condition_{number}_due_on"] = DayField(
                label=_("Condition %(number)d: by when") % words, required=False
            )

    def main_fields(self) -> list[BoundField]:
        """The sections and the recommendation, with its closing words below it."""
        sections = [kind.value for kind in ReportSectionKind if kind != ReportSectionKind.CLOSING]
        return [self[name] for name in (*sections, "recommendation", ReportSectionKind.CLOSING.value)]

    def condition_fields(self) -> list[BoundField]:
        """Each condition with its day."""
        return [self[name] for name in self.fields if name.startswith("condition_")]

    def has_conditions(self) -> bool:
        """Whether the part with the conditions is to be open: something stands in it."""
        return any(field.value() for field in self.condition_fields())

    def clean(self) -> Cleaned:
        cleaned = super().clean()
        for number in range(1, MOST_CONDITIONS + 1):
            if cleaned.get(f"condition_{number}") and not cleaned.get(f"condition_{number}_due_on"):
                self.add_error(f"condition_{number}_due_on", _("Give the day by which this condition is met."))
        return cleaned


class CorrectionsForm(FlowForm):
    """What the school answers: `confirm` says that the facts are right, anything else sends what is written."""

    corrections = text_box(
        _("What is wrong, and how it should read"),
        6,
        required=False,
        max_length=LONGEST,
        help_text=_("Facts only: names, numbers, dates, who was met. Leave it empty if the facts are right."),
    )
    corrections.is_wanted = True

    def clean_corrections(self) -> str:
        written: str = self.cleaned_data["corrections"]
        confirms = "confirm" in self.data
        if confirms and written.strip():
            raise ValidationError(
                _("You wrote corrections. Send them, or empty the box if the facts are right. Nothing is sent.")
            )
        if not confirms and not written.strip():
            raise ValidationError(_("Write what is wrong and how it should read, or say that the facts are right."))
        return written
