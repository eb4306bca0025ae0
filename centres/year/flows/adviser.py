"""A Centre's specific adviser: appointed by staff, one at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.rules import has_interest
from centres.year.emails import adviser as emails
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def appoint(centre: Centre, adviser: User, *, by: User, at: datetime) -> CentreAccess:
    """Give an active Centre another adviser and send the schools the contact details."""
    fresh: Centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    require(by, "year.appoint_adviser", fresh)
    if fresh.state != CentreState.ACTIVE:
        raise Refused(_("Only an active Centre has an adviser; the approval appoints the first one."))
    access = install(fresh, adviser, by=by, at=at)
    emails.new_adviser(fresh, adviser, at=at)
    return access


def install(centre: Centre, adviser: User, *, by: User, at: datetime) -> CentreAccess:
    """Write the access row of the adviser and end that of the one before. Raises Refused for an unfit person."""
    require_fit(centre, adviser, by=by)
    before = centre.access.open().select_for_update(of=("self",)).filter(kind=CentreAccessKind.ADVISER)
    for former in before:
        if former.user_id == adviser.pk:
            raise Refused(_("%s is the adviser of this Centre already.") % adviser.name)
        former.until_at = ends_at(former.from_at, at)
        former.save(update_fields=["until_at"])
        record_event(former, "end", by=by, at=at, facts={"centre": centre.pk, "user": former.user_id})
    access: CentreAccess = CentreAccess.objects.create(
        centre=centre, user=adviser, kind=CentreAccessKind.ADVISER, from_at=at, source="appointed", given_by=by
    )
    record_event(access, "appoint", by=by, at=at, facts={"centre": centre.pk, "user": adviser.pk})
    emails.adviser_appointed(centre, adviser, at=at)
    return access


def require_fit(centre: Centre, adviser: User, *, by: User) -> None:
    """An adviser holds that role at IQM, has no role in the Centre's schools, and is somebody else (R48)."""
    if IqmRoleKind.ADVISER not in adviser.iqm_roles or not adviser.is_active:
        raise Refused(_("%s does not hold the role of adviser at IQM.") % adviser.name)
    if adviser == by:
        raise Refused(_("Nobody appoints themselves. Ask a colleague to appoint you, or choose somebody else."))
    if has_interest(adviser, centre):
        raise Refused(_("%s holds a role at a school of this Centre, so somebody else must advise it.") % adviser.name)
