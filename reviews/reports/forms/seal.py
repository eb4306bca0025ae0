from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm
from reviews.reports.models.seal import LETTERS


class CodeForm(FlowForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Ten letters and figures at the foot of the report, for example A2B3C4D5E6."),
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split()).replace("-", "").upper()
        if not code or not set(code) <= set(LETTERS):
            raise ValidationError(_("A code has letters and figures only, and none of 0, 1, I, L and O."))
        return code
