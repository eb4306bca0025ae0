"""The name under which a list is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm


class KeepViewForm(FlowForm):
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    is_default = forms.BooleanField(label=_("Open the list with it"), required=False)
    is_shared = forms.BooleanField(label=_("Share it with everybody at IQM"), required=False)
    route = forms.CharField(widget=forms.HiddenInput, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=6000)

    def prepare(self, *, may_share: bool = False) -> None:
        if not may_share:
            del self.fields["is_shared"]
