from django import forms
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import PayerKind
from iqm_coe.lib.forms import FlowForm, PlainLines


class PayerForm(FlowForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, k.label) for k in PayerKind if k != PayerKind.SCHOOL])
    name = forms.CharField(label=_("Name"), max_length=200)
    address = PlainLines(label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    email = forms.EmailField(label=_("Email for invoices"), required=False)
