from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import DayField, FlowForm, LongText


class AccreditForm(FlowForm):
    valid_from = DayField(label=_("Accredited from"))
    valid_until = DayField(label=_("Accredited until"), help_text=_("The last day on which this person may assess."))
    training = LongText(
        label=_("Training"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which training, and on which days."),
    )
