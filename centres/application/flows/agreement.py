"""The head of each school gives C6 and C7 by name and date; a requested change asks for them anew (R9)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.application.conditions.agreement import without_agreement
from centres.application.conditions.application import open_criteria
from centres.application.emails import agreement as emails
from centres.application.enums import AGREED, Criterion
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools.enums import HEADS


@transaction.atomic
def agree(membership: Membership, criterion: str, *, by: User, at: datetime) -> Agreement:
    """The school's head, or who acts for one on record, gives C6 or C7 by name and date."""
    centre = Centre.objects.select_for_update(of=("self",)).get(memberships=membership.pk)  # so that one is the last
    fresh: Membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("centre__application").get(pk=membership.pk)
    )
    require(by, "application.agree", fresh)
    if criterion not in AGREED or criterion not in open_criteria(fresh.centre.application):
        raise Refused(_("There is nothing to agree now: the application is not open for it."))
    role = fresh.school.roles.live().filter(user=by, kind__in=HEADS).order_by("-kind")[0]
    try:
        with transaction.atomic():
            given: Agreement = Agreement.objects.create(
                membership=fresh,
                criterion=criterion,
                given_by=by,
                given_name=by.name,
                capacity=role.kind,
                given_at=at,
            )
    except IntegrityError as error:
        raise Refused(_("This has been agreed for your school already.")) from error
    record_event(given, "agree", by=by, at=at, facts={"criterion": criterion, "school": fresh.school_id})
    if not without_agreement(centre).exists():
        emails.all_agreed(centre, by=by, at=at)
    return given


def supersede(application: Application, criteria: set[Criterion], *, at: datetime) -> None:
    given = Agreement.objects.filter(membership__centre=application.centre_id, superseded_at=None)
    given.filter(criterion__in=criteria).update(superseded_at=at)
