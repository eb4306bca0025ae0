"""What waits for people about accounts: a second factor that is to be set back."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import anybody, consents_to_factor_reset
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, offer


@kept()
def _open_resets(user: User) -> QuerySet[FactorReset]:
    return FactorReset.objects.visible_to(user).open().select_related("person", "asked_by").order_by("pk")


@offer(to=anybody)
def factor_resets(user: User, on: date) -> Iterator[Line]:
    """For each administrator who could consent, and for the person, who may refuse."""
    for reset in _open_resets(user):
        if reset.person_id == user.pk:
            reason, action = _("%s asks to set back your second factor") % reset.asked_by.name, _("Read it, or refuse")
            waiting = reset.asked_by.name
        elif consents_to_factor_reset(user, reset):
            words = _("%(by)s asks to set back the second factor of %(person)s")
            reason, action = words % {"by": reset.asked_by.name, "person": reset.person.name}, _("Consent or refuse")
            waiting = reset.person.name
        else:
            continue
        yield Line(
            reason=reason,
            url=reverse("accounts:factor_reset", args=[reset.pk]),
            action=action,
            since=reset.asked_at,
            due_on=london_date(reset.lapses_at),
            waiting=waiting,
        )
