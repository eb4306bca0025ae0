"""Who takes over what stands open with somebody."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.conditions.leaver import Choice
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.leaving import kinds_left

SHOWN = re.compile(r"(?P<kind>[a-z_]+):(?P<thing>[0-9]{1,18}):(?P<heir>[0-9]{1,18})", re.ASCII)


class HeirsForm(FlowForm):
    """For each kind of thing that stands open with somebody and that this person can pass on, to whom."""

    def prepare(self, *, person: User, by: User) -> None:
        for kind in kinds_left().values():
            if kind.heirs and any(
                not thing.waits and not kind.heirs.not_by(thing.pk, by) for thing in kind.things(person.pk)
            ):
                self.fields[kind.name] = forms.ModelChoiceField(
                    label=str(kind.words),
                    queryset=kind.heirs.fit().exclude(pk=person.pk),
                    required=False,
                    empty_label=_("Nobody for now"),
                )

    def chosen(self) -> dict[str, User]:
        """Whom the address names; what it names wrongly counts for nothing."""
        self.is_valid()
        return {name: heir for name, heir in getattr(self, "cleaned_data", {}).items() if heir}


class OpenWorkForm(FlowForm):
    """What stood on the page when it was passed on, and to whom."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=100_000)

    def prepare(self, *, shown: Sequence[str]) -> None:
        self.offers = list(shown)
        self.fields["shown"].initial = " ".join(shown)

    def clean_shown(self) -> list[Choice]:
        found = [SHOWN.fullmatch(one) for one in self.cleaned_data["shown"].split()]
        return [Choice(one["kind"], int(one["thing"]), int(one["heir"])) for one in found if one]
