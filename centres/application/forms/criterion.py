from typing import Any

from django import forms
from django.core.validators import URLValidator
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


class WebAddress(forms.CharField):
    """An address as people type it: without https:// it is added."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return f"https://{found}" if found and ":" not in found.split("/")[0] else found


class EvidenceForm(FlowForm):
    url = WebAddress(
        label=_("Web address"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"], message=_("Give a web address that starts with https://"))],
    )
    title = forms.CharField(label=_("What it shows"), max_length=200)
