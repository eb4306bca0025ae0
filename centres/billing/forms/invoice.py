from django import forms
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import PayerKind
from centres.billing.models.invoice import WriteOff
from centres.billing.models.payer import Payer
from iqm_coe.lib.forms import FlowForm, KeptReasonForm, choice_of


class WriteOffForm(KeptReasonForm):
    model = WriteOff


class IssueForm(FlowForm):
    payer = forms.ModelChoiceField(label=_("Who pays"), queryset=Payer.objects.none(), required=False)
    po_number = forms.CharField(
        label=_("Purchase order number"), max_length=60, required=False, help_text=_("If the payer gave one.")
    )

    def prepare(self) -> None:
        payer = choice_of(self, "payer")
        payer.queryset = Payer.objects.exclude(kind=PayerKind.SCHOOL)
        payer.empty_label = _("As it is now: the school itself, or the body that paid last year")
