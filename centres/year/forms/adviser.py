from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm, choice_of


def fit_advisers() -> QuerySet[User]:
    """Everybody who holds the role of adviser, by name."""
    advisers: QuerySet[User] = User.objects.holding(IqmRoleKind.ADVISER).order_by("name")
    return advisers


class AdviserForm(FlowForm):
    adviser = forms.ModelChoiceField(label=_("Adviser"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "adviser").queryset = fit_advisers()
