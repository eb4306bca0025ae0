"""The address that an invitation to a Centre names at a school goes to the successor (R5u)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from centres.membership.enums import CentreAccessKind
from centres.membership.flows import invitation as flows
from centres.membership.models.access import CentreAccess
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Leaving, Passing, Thing, at_school, leaves, passes_on


@at_school
def contact_of_invitations(leaver: User, school: int, by: User) -> Iterator[Passing]:
    """As long as the school has not answered."""
    for invitation in CentreInvitation.objects.naming(leaver.email, school).select_related("centre"):
        yield Passing(_("Being named as contact in the invitation to %s") % invitation.centre.name)


@passes_on
def pass_on(leaver: User, heir: User, school: int, *, by: User, at: datetime) -> None:
    """The successor is named instead."""
    flows.name_another_contact(leaver, heir, school, by=by, at=at)


def _centres(person: int) -> Iterator[Thing]:
    """But for those that they advise, which have a kind of their own."""
    rows = CentreAccess.objects.open().filter(user=person).exclude(kind=CentreAccessKind.ADVISER)
    for access in rows.select_related("centre").order_by("pk"):
        words = _("Is “%(kind)s” of %(centre)s") % {"kind": access.get_kind_display(), "centre": access.centre}
        yield Thing(access.pk, words, reverse("membership:centre", args=[access.centre_id]))


centres_open_to_them = leaves(
    Leaving(
        "centres_open_to_them",
        _later("Centres that they see"),
        _later("An assessor’s ends with the visit, when somebody else makes it, or with the role."),
        _centres,
        first=_later("Appoint another first."),
    )
)
