"""What people type about themselves."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import mailbox
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.validators import validate_name
from iqm_coe.lib.clean_forms import Cleaned, CleanForm
from iqm_coe.lib.forms import FlowModelForm


class SignupForm(CleanForm):
    """What signing up asks beside address and password; the account adapter writes it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As your colleagues know you. It stands beside what you agree and decide."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[validate_name],
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["email"] = self.initial.get("email") or mailbox.expected(context.request)

    def clean(self) -> Cleaned:
        """Where a provider is the only way, the account comes by it too."""
        cleaned: Cleaned = super().clean() or self.cleaned_data
        only = Provider.objects.only_way_for(cleaned.get("email") or "")
        if only:
            words = _("People with this address sign in with %s: use its button on the sign-in page.")
            raise forms.ValidationError(words % only.name, code="only_way")
        return cleaned

    def signup(self, request: SignedInRequest, user: User) -> None:
        """Nothing more to do: the name is written with the person's row."""


class ProfileForm(FlowModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
    )

    class Meta:
        model = User
        fields = ("name", "phone", "time_zone")
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        validate_name(name)
        return name
