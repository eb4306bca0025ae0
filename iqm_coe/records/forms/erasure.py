"""Why somebody is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import ReasonForm
from iqm_coe.records.enums import ErasureCause


class EraseForm(ReasonForm):
    """The cause, and a reason without the person's name: it is kept."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ErasureCause.choices, widget=forms.RadioSelect)
    field_order = ("cause", "reason")

    def prepare(self) -> None:
        """What the reason must not hold."""
        self.fields["reason"].help_text = _("Kept, so without name and address: when and how it was asked for.")
