from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm, LongText


class AnswerForm(FlowForm):
    text = LongText(
        label=_("Your answer"),
        error_messages={"required": _("Write your answer first. What was saved before still stands.")},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Up to 10,000 characters. It is saved when you press Save, and kept in this browser meanwhile."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
