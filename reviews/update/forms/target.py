from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm
from reviews.update.forms.answer import MOST_SAVINGS, saved_box


class TargetProgressForm(FlowForm):
    text = saved_box(
        _("What was done, and what changed"), _("Say what you see in school, not only what was planned."), 9
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_SAVINGS)
    saved_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_SAVINGS, initial=0)

    def clean_turn(self) -> int:
        """Nothing is counted without JavaScript."""
        return self.cleaned_data["turn"] or 0
