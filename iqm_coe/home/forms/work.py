"""To whom lines of work are given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.home.models.work import LONGEST
from iqm_coe.lib.forms import FlowForm, choice_of


class GiveWorkForm(FlowForm):
    to = forms.ModelChoiceField(
        label=_("Give to"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose somebody of the list.")},
    )
    why = forms.CharField(label=_("Why, if it needs saying"), max_length=LONGEST, required=False)

    def prepare(self) -> None:
        """Colleagues of any role at IQM; what each may do is asked as it is given."""
        choice_of(self, "to").queryset = User.objects.colleagues(tuple(IqmRoleKind))
