from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.lib.forms import FlowForm


class IqmInvitationForm(FlowForm):
    email = forms.EmailField(label=_("Email address"))
    kind = forms.ChoiceField(label=_("Role"), choices=IqmRoleKind.choices)
