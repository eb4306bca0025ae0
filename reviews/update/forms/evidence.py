from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.files import ACCEPT
from iqm_coe.lib.forms import FlowForm


class FileForm(FlowForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel or a picture; up to 20 MB. No pupils' names."),
    )
    title = forms.CharField(label=_("What it shows"), max_length=200)
