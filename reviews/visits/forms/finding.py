from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import text_box
from iqm_coe.texts.forms.text import TextForm
from reviews.update.models.review import LONGEST
from reviews.visits.enums import Judgement, Outcome


class FindingForm(TextForm):
    boxes = ("outcome", "remarks")
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome and outcome != Outcome.RATIFIED and not cleaned.get("remarks", "").strip():
            self.add_error("remarks", _("Say what else is needed: without remarks an element can only be ratified."))
        return cleaned


class JudgementForm(TextForm):
    boxes = ("judgement", "remarks")
    judgement = forms.ChoiceField(label=_("How far it was met"), choices=Judgement.choices, widget=forms.RadioSelect)
    remarks = text_box(_("Remarks"), 6, required=False, max_length=LONGEST)
