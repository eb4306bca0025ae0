from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.application.enums import AGREED
from iqm_coe.lib.forms import FlowForm


class AgreeForSchoolsForm(FlowForm):
    places = forms.TypedMultipleChoiceField(
        label=_("Schools"),
        coerce=int,
        error_messages={"required": _("Tick at least one school. Nothing was changed.")},
    )
    agrees = forms.BooleanField(
        label=_("I agree for each school that I have ticked"),
        error_messages={"required": _("Tick that you agree. Nothing was changed.")},
    )

    def prepare(self, *, places: Sequence[int]) -> None:
        """Any school of the Centre may be sent: what somebody may no longer do is said school by school."""
        choice = self.fields["places"]
        if isinstance(choice, forms.TypedMultipleChoiceField):
            choice.choices = [(str(key), str(key)) for key in places]

    def ticked(self) -> list[str]:
        """What was ticked, as it was sent."""
        return [str(key) for key in self["places"].value() or []]

    @staticmethod
    def agreed() -> list[tuple[str, str]]:
        """The two agreements, in the words of the programme."""
        return [(one.value, str(one.label)) for one in AGREED]
