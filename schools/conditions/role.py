"""What has to be so before somebody is given a role, and until when it is theirs to take up (R5)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from schools.enums import IN_PLACE_OF_A_HEAD, SchoolRoleKind
from schools.models.invitation import RoleInvitation
from schools.models.school import School


def require_new(school: School, email: str, kind: str, authority: str) -> None:
    """Nobody is invited to what they hold, and nobody acts for a head without an authority. Raises Refused."""
    if kind in IN_PLACE_OF_A_HEAD and not authority.strip():
        raise Refused(_("Say who decided that this person may act for the head, and when."))
    if kind == SchoolRoleKind.ACTING and _is_headteacher(school, email):
        raise Refused(_("%s is headteacher of this school, and nobody acts in their own place.") % email)
    holder = school.roles.held().filter(user__email__iexact=email, kind=kind).select_related("user").first()
    if holder is None:
        return
    if holder.user.is_active:
        raise Refused(_("%s already holds this role at this school.") % email)
    words = _("%s holds this role at this school still, and their account is shut. An administrator of IQM opens it.")
    raise Refused(words % email)


def _is_headteacher(school: School, email: str) -> bool:
    live = school.roles.live().filter(kind=SchoolRoleKind.HEADTEACHER)
    return bool(live.filter(user__email__iexact=email).exists())


def last_day_of(accepted: RoleInvitation) -> date | None:
    """Of a hand-over the last day of what is handed over as well, as it is now: it goes with its role."""
    days = [accepted.until, *([accepted.succeeds.until] if accepted.succeeds else [])]
    return min((day for day in days if day), default=None)


def invited_to(school_column: str, kinds: Iterable[str] = ()) -> Coalesce:
    """How many invitations to a role, of these kinds or any, wait for an answer at the school in the outer row's
    column.
    """
    offers = RoleInvitation.objects.open().filter(school=OuterRef(school_column))
    asked = offers.filter(kind__in=list(kinds)) if kinds else offers
    counted = asked.order_by().values("school").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
