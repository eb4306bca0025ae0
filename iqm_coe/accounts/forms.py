"""What people type about people."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.validators import validate_name
from iqm_coe.lib.clean_forms import CleanForm
from iqm_coe.lib.conf import Setting
from iqm_coe.lib.forms import FlowForm, FlowModelForm, PenceField


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

    def clean(self) -> dict[str, Any]:
        """Where a provider is the only way, the account comes by it too."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
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


class IqmInvitationForm(FlowForm):
    email = forms.EmailField(label=_("Email address"))
    kind = forms.ChoiceField(label=_("Role"), choices=IqmRoleKind.choices)


class IqmRoleForm(FlowForm):
    kind = forms.ChoiceField(label=_("Role"), choices=IqmRoleKind.choices)


class SettingForm(FlowForm):
    """One setting; its field follows from the type of its default."""

    def prepare(self, *, setting: Setting[Any]) -> None:
        common = {"label": setting.words, "initial": setting.get(), "help_text": self._in_units(setting)}
        if isinstance(setting.default, bool):
            self.fields["value"] = forms.BooleanField(required=False, **common)
        elif setting.is_pence:
            self.fields["value"] = PenceField(max_value=setting.maximum, **common)
        elif isinstance(setting.default, int):
            self.fields["value"] = forms.IntegerField(min_value=setting.minimum, max_value=setting.maximum, **common)
        elif setting.choices:
            widget = forms.CheckboxSelectMultiple
            self.fields["value"] = forms.MultipleChoiceField(choices=setting.choices, widget=widget, **common)
        else:
            self.fields["value"] = forms.CharField(max_length=500, **common)

    @staticmethod
    def _in_units(setting: Setting[Any]) -> str:
        """In what it is counted, and from where to where."""
        if isinstance(setting.default, bool) or not isinstance(setting.default, int):
            return str(setting.unit).capitalize()
        bounds = {"least": setting.minimum, "most": setting.maximum, "unit": setting.unit}
        return str(_("From %(least)s to %(most)s %(unit)s.") % bounds).replace(" .", ".")
