from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm, text_box
from reviews.update.models.review import LONGEST
from reviews.visits.enums import Judgement, Outcome


class FindingForm(FlowForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome. Your remarks are still in the form.")},
    )
    remarks = text_box(
        _("Remarks"),
        8,
        required=False,
        max_length=LONGEST,
        help_text=_("Needed unless the element is plainly ratified. They stand in the report."),
    )
    remarks.is_wanted = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome and outcome != Outcome.RATIFIED and not cleaned.get("remarks", "").strip():
            self.add_error("remarks", _("Say what else is needed: without remarks an element can only be ratified."))
        return cleaned


class JudgementForm(FlowForm):
    judgement = forms.ChoiceField(label=_("How far it was met"), choices=Judgement.choices, widget=forms.RadioSelect)
    remarks = text_box(_("Remarks"), 6, required=False, max_length=LONGEST)
