"""The Centres that an adviser has in care, and how they go to others."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.membership.conditions.interest import who_acts_instead
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.flows import adviser as flows
from centres.year.forms.adviser import fit_advisers
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.leaving import Heirs, Leaving, Thing, leaves
from iqm_coe.lib.permissions import may

ADVISER = CentreAccessKind.ADVISER


def _advised(person: int) -> Iterator[Thing]:
    """Those they advise, and those where nobody has come after them."""
    for access in CentreAccess.objects.open().filter(user=person, kind=ADVISER).select_related("centre").order_by("pk"):
        yield _thing(access, _now("Is “%(kind)s” of %(centre)s"), is_without_them=False)
    left = CentreAccess.objects.last_of_those_without(ADVISER).exclude(until_at=None)
    left = left.filter(user=person, centre__state=CentreState.ACTIVE)
    for access in left.select_related("centre").order_by("pk"):
        yield _thing(access, _now("Was “%(kind)s” of %(centre)s, and nobody is now"), is_without_them=True)


def _thing(access: CentreAccess, words: str, *, is_without_them: bool) -> Thing:
    told = words % {"kind": access.get_kind_display(), "centre": access.centre}
    is_active = access.centre.state == CentreState.ACTIVE
    waits = "" if is_active else _now("The Centre is not active, so nobody can be appointed to it.")
    return Thing(access.centre_id, told, reverse("membership:centre", args=[access.centre_id]), waits, is_without_them)


def _not_by(centre: int, by: User) -> str:
    found = Centre.objects.get(pk=centre)
    return "" if may(by, "year.appoint_adviser", found) else who_acts_instead(by, found)


def _why_not(centre: int, heir: User, by: User, on: date) -> str:
    try:
        flows.require_fit(Centre.objects.get(pk=centre), heir, by=by)
    except Refused as refusal:
        return str(refusal)
    return ""


def _hold(centre: int) -> Centre:
    found: Centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre)
    return found


def _pass_on(centre: int, heir: User, by: User, at: datetime) -> None:
    flows.appoint(Centre.objects.get(pk=centre), heir, by=by, at=at)


centres_advised = leaves(
    Leaving(
        "centres_advised",
        _("Centres in their care as adviser"),
        _("Each is without an adviser when the role ends, and stands in the worklist of the staff."),
        _advised,
        first=_("Appoint another first."),
        role=IqmRoleKind.ADVISER,
        seen_by=Centre.objects.visible_to,
        heirs=Heirs(fit_advisers, _not_by, _why_not, _hold, _pass_on),
    )
)
