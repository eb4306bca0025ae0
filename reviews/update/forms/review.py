from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import ReadForm


class DeclareForm(ReadForm):
    is_true = forms.BooleanField(
        label=_("I have read this update and declare that it is a true account of our school."),
        error_messages={"required": _("Tick the declaration if you agree with it. Nothing is sent until you do.")},
    )
