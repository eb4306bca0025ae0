"""To whom lines of work are given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm, choice_of
from iqm_coe.lib.names import in_order


class GiveWorkForm(FlowForm):
    to = forms.ModelChoiceField(
        label=_("Give to"), queryset=User.objects.none(), required=False, empty_label=_("nobody in particular")
    )

    def prepare(self, *, user: User) -> None:
        """Colleagues who hold one of the same roles, and oneself."""
        same = IqmRole.objects.live().filter(kind__in=user.iqm_roles).values("user")
        choice_of(self, "to").queryset = User.objects.filter(pk__in=same, is_active=True).order_by(in_order())
