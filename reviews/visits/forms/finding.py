from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import text_box
from iqm_coe.texts.forms.text import TextForm
from reviews.update.models.review import LONGEST
from reviews.visits.enums import Judgement, Outcome
from reviews.visits.models.finding import FINDING_BOXES
from reviews.visits.models.visit import NOTED


class FindingForm(TextForm):
    boxes = FINDING_BOXES
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
    strengths = text_box(_("Strengths"), 4, required=False, max_length=LONGEST)
    areas = text_box(_("Areas for development"), 4, required=False, max_length=LONGEST)

    def clean(self) -> Cleaned:
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome and outcome != Outcome.RATIFIED and not cleaned.get("remarks", "").strip():
            self.add_error("remarks", _("Say what else is needed: without remarks an element can only be ratified."))
        return cleaned


class DayNotesForm(TextForm):
    boxes = NOTED
    evidence_seen = text_box(
        _("Evidence seen"),
        8,
        required=False,
        max_length=LONGEST,
        help_text=_("Documents, lessons and places. “Sources of evidence” in your report begins with it."),
    )
    meetings_held = text_box(
        _("Meetings held"),
        6,
        required=False,
        max_length=LONGEST,
        help_text=_("Whom you met, by role; never children's names. “Meetings held with” begins with it."),
    )


class JudgementForm(TextForm):
    boxes = ("judgement", "remarks")
    judgement = forms.ChoiceField(label=_("How far it was met"), choices=Judgement.choices, widget=forms.RadioSelect)
    remarks = text_box(_("Remarks"), 6, required=False, max_length=LONGEST)
