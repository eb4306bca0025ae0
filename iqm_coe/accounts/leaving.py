"""What stands open with a person in accounts: their roles at IQM, and what they asked for and nobody has answered."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.lib.leaving import Leaving, Thing, leaves


def _roles(person: int) -> Iterator[Thing]:
    for role in IqmRole.objects.live().filter(user=person).order_by("pk"):
        words = _now("Holds the role “%s” at IQM") % role.get_kind_display()
        yield Thing(role.pk, words, reverse("accounts:end_role", args=[role.pk]))


roles_at_iqm = leaves(
    Leaving(
        "roles_at_iqm",
        _("Roles at IQM"),
        _("An administrator ends each. That of the last administrator cannot be ended."),
        _roles,
        first=_("End it first."),
        opens="accounts.read_audit",
    )
)


def _offers(person: int) -> Iterator[Thing]:
    for offer in IqmInvitation.objects.open().filter(invited_by=person).order_by("pk"):
        words = _now("Invited %(email)s to the role “%(role)s” at IQM")
        told = {"email": offer.email, "role": offer.get_kind_display()}
        yield Thing(offer.pk, words % told, reverse("accounts:people"))


offers_of_roles_at_iqm = leaves(
    Leaving(
        "offers_of_roles_at_iqm",
        _("Invitations to IQM that they made"),
        _("Each falls with their right to make it. Another administrator invites the person again."),
        _offers,
        opens="accounts.read_audit",
    )
)


def _resets(person: int) -> Iterator[Thing]:
    for reset in FactorReset.objects.open().filter(Q(person=person) | Q(asked_by=person)).order_by("pk"):
        words = _now("A request to set back a second factor is open")
        yield Thing(reset.pk, words, reverse("accounts:factor_reset", args=[reset.pk]))


factor_resets = leaves(
    Leaving(
        "factor_resets",
        _("Requests to set back a second factor"),
        _("Another administrator answers it, or it lapses."),
        _resets,
        first=_("Answer or withdraw it first."),
        opens="accounts.read_audit",
    )
)
