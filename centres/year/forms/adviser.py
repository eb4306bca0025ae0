from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.names import in_order


def fit_advisers() -> QuerySet[User]:
    """Everybody who holds the role of adviser, by name."""
    advisers: QuerySet[User] = User.objects.holding(IqmRoleKind.ADVISER).order_by(in_order())
    return advisers


class AdviserForm(FlowForm):
    adviser = forms.ModelChoiceField(label=_("Adviser"), queryset=fit_advisers(), empty_label=_("Choose an adviser"))
