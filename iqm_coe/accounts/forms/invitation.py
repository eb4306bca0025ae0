from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.forms.provider import JoinForm
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm


class IqmInvitationForm(FlowForm):
    email = forms.EmailField(label=_("Email address"))
    kind = forms.ChoiceField(label=_("Role"), choices=IqmRoleKind.choices)


class NewcomerForm(JoinForm):
    """Whoever comes by the link of an invitation: their address is known."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    def prepare(self, *, email: str) -> None:
        self.email = email

    def clean_password(self) -> str:
        somebody = User(email=self.email, name=self.cleaned_data.get("name", ""))
        password: str = get_adapter().clean_password(self.cleaned_data["password"], user=somebody)
        return password
