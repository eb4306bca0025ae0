"""What is typed about providers of single sign-on, and by whoever comes from one."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ProviderKind
from iqm_coe.accounts.flows.provider import Kept
from iqm_coe.accounts.validators import validate_name
from iqm_coe.lib.forms import FlowForm, PlainLines

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
MOST_DOMAINS, LONGEST_LIST = 500, 20_000


class ProviderForm(FlowForm):
    """What of a provider may change."""

    name = forms.CharField(
        label=_("Name on the button"), max_length=60, help_text=_("As people say it: Microsoft, Ridge Trust.")
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept sealed and never shown again. Leave it empty to keep the one there is."),
    )
    domains = PlainLines(
        label=_("Domains of its school or trust"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_(
            "One on a line: ridge.sch.uk. Only addresses of these domains come in by it. With none, it opens only "
            "accounts that people have linked themselves."
        ),
    )
    is_only_way = forms.BooleanField(
        label=_("People of these domains sign in by it alone"),
        required=False,
        help_text=_("Passwords and passkeys of theirs open nothing. People with a role at IQM are not bound by it."),
    )

    def clean_domains(self) -> tuple[str, ...]:
        typed = {one.strip().lower().removeprefix("@") for one in re.split(r"[\s,;]+", self.cleaned_data["domains"])}
        named = sorted(typed - {""})
        wrong = [one for one in named if not DOMAIN.fullmatch(one)]
        if wrong:
            words = _("“%(one)s” is no domain. Write it as in ridge.sch.uk.")
            raise forms.ValidationError(words, params={"one": wrong[0]})
        if len(named) > MOST_DOMAINS:
            raise forms.ValidationError(_("More than %(most)d domains at one provider."), params={"most": MOST_DOMAINS})
        return tuple(named)

    def kept(self) -> Kept:
        typed = self.cleaned_data
        return Kept(
            name=typed["name"],
            client_id=typed["client_id"],
            client_secret=typed["client_secret"],
            domains=typed["domains"],
            is_only_way=typed["is_only_way"],
        )


class NewProviderForm(ProviderForm):
    """What is said once as well."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ProviderKind.choices)
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"),
        max_length=300,
        help_text=_(
            "Google: https://accounts.google.com. Microsoft: https://login.microsoftonline.com/ the ID of the "
            "directory /v2.0. It cannot be changed afterwards."
        ),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("The provider shows it where this site is registered. It is kept sealed and never shown again."),
    )
    field_order = ("kind", "issuer", "name")


class JoinForm(FlowForm):
    """Whoever makes an account by a provider: the name alone is asked."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As your colleagues know you. It stands beside what you agree and decide."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[validate_name],
    )
