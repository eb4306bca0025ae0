from collections.abc import Mapping, Sequence

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm, ReasonForm
from iqm_coe.lib.withdrawing import Place
from iqm_coe.records.conditions.withdrawal import SHORTEST


class PassageForm(FlowForm):
    """The words that are to go."""

    passage = forms.CharField(
        label=_("The words that are to go"),
        min_length=SHORTEST,
        max_length=500,
        help_text=_("As they stand, such as a name. Case, spaces and bold do not matter; no part of a word is found."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DrawnByThePage(forms.MultipleHiddenInput):
    """Boxes that stand in the rows of a table."""

    def render(
        self,
        name: str,
        value: Sequence[str] | None,
        attrs: Mapping[str, str | bool] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        return SafeString("")


class WithdrawForm(ReasonForm):
    """The words, the places that were chosen, and why."""

    passage = forms.CharField(max_length=500, widget=forms.HiddenInput)
    places = forms.MultipleChoiceField(widget=DrawnByThePage, required=False)
    field_order = ("passage", "reason")

    def prepare(self, *, found: Sequence[Place] = ()) -> None:
        """The page draws the boxes itself, in a table."""
        self.fields["places"].choices = [(key_of(place), "") for place in found]  # type: ignore[attr-defined]  # a choice
        self.by_key = {key_of(place): place for place in found}

    def clean_places(self) -> list[Place]:
        return [self.by_key[key] for key in self.cleaned_data["places"]]


def key_of(place: Place) -> str:
    """How a place is named in a form."""
    return f"{place.table}.{place.column}.{place.row}"
