"""To whom lines of work are given."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.home.models.work import LONGEST
from iqm_coe.lib.forms import FlowForm, choice_of
from iqm_coe.lib.kept_questions import kept


class GiveWorkForm(FlowForm):
    to = forms.ModelChoiceField(
        label=_("Give to"),
        queryset=User.objects.none(),
        empty_label=_("choose somebody"),
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose somebody of the list.")},
    )
    why = forms.CharField(label=_("Why, if it needs saying"), max_length=LONGEST, required=False)

    def prepare(self, *, kinds: Iterable[str] = tuple(IqmRoleKind)) -> None:
        """Colleagues who hold one of these roles at IQM; what each may do is asked as it is given."""
        to = choice_of(self, "to")
        to.queryset = User.objects.colleagues(kinds)
        if not self.is_bound:
            to.choices = [("", to.empty_label), *((row.pk, str(row)) for row in _colleagues(tuple(sorted(kinds))))]


@kept()
def _colleagues(kinds: tuple[str, ...]) -> QuerySet[User]:
    rows: QuerySet[User] = User.objects.colleagues(kinds)
    return rows
