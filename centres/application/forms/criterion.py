from django import forms
from django.utils.translation import gettext_lazy as _

from centres.application.models.criterion import LONGEST
from iqm_coe.lib.forms import LongText
from iqm_coe.texts.forms.text import TextForm


class AnswerForm(TextForm):
    boxes = ("text",)
    text = LongText(
        label=_("Your answer"),
        error_messages={"required": _("Write your answer first. What was saved before still stands.")},
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Up to 10,000 characters."),
    )
