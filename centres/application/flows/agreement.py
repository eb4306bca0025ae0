"""The head of each school gives C6 and C7 by name and date; a requested change asks for them anew (R9)."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.application.conditions.agreement import owed_by, without_agreement
from centres.application.conditions.application import open_criteria
from centres.application.emails import agreement as emails
from centres.application.enums import AGREED, Criterion
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.names import in_order
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools.answering import Answer, answer_each
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


@transaction.atomic
def agree_for_schools(centre: Centre, places: Collection[int], *, by: User, at: datetime) -> list[Answer]:
    """One declaration for several schools of one head: each of them gives what it still has to give, by the same step
    as alone and by this person's right at that school. One that is refused holds up no other. Returns what came of
    each, by name. Raises Refused where nobody is named.
    """
    Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    rows = Membership.objects.filter(centre=centre, pk__in=places).select_related("school", "centre__application")
    chosen = list(rows.order_by(in_order("school__name"), "pk"))
    if not chosen:
        raise Refused(_("Tick at least one school. Nothing was changed."))
    asked = [(place.school, place) for place in chosen]
    return answer_each(asked, partial(_agree_all, by=by, at=at), not_theirs=_("You do not speak for it as its head."))


def _agree_all(place: Membership, *, by: User, at: datetime) -> None:
    owed = owed_by(place)
    if not owed:
        raise Refused(_("It has agreed already, or nothing is asked of it now."))
    for criterion in owed:
        agree(place, criterion, by=by, at=at)


def supersede(application: Application, criteria: set[Criterion], *, at: datetime) -> None:
    given = Agreement.objects.filter(membership__centre=application.centre_id, superseded_at=None)
    given.filter(criterion__in=criteria).update(superseded_at=at)
