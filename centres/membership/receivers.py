from collections.abc import Set as AbstractSet
from datetime import datetime

from django.dispatch import receiver

from centres.membership.enums import CentreAccessKind, MembershipState
from centres.membership.flows import access as access_flows
from centres.membership.flows import membership as membership_flows
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.signals import iqm_role_ended
from iqm_coe.records.models.withdrawal import Withdrawal
from iqm_coe.records.selectors.withdrawal import read_at, texts_of
from iqm_coe.records.signals import content_withdrawn
from schools import emails as school_emails
from schools.models.award import Award
from schools.models.school import School
from schools.receivers import TEXTS_NAMED
from schools.signals import awards_changed


@receiver(iqm_role_ended, dispatch_uid="end-the-centres-of-a-leaver")
def end_their_centres(sender: object, role: IqmRole, by: User, at: datetime, **kwargs: object) -> None:
    """Advisers and assessors lose the Centres that they had by the role; given again it begins with none."""
    if role.kind in CentreAccessKind.values:
        access_flows.end_with_role(role.user, role.kind, by=by, at=at)


@receiver(awards_changed, dispatch_uid="admit-awaiting-school")
def admit_awaiting_school(sender: object, award: Award, by: User, at: datetime, **kwargs: object) -> None:
    """An award that was missing lets its school in at once, in the name of whoever recorded it."""
    awaiting = Membership.objects.filter(school=award.school_id, state=MembershipState.AWAITING)
    for membership in awaiting.select_related("centre"):
        membership_flows.admit_if_eligible(membership, by=by, at=at)


@receiver(content_withdrawn, dispatch_uid="tell-the-lead-of-a-withdrawal")
def tell_lead_school(
    sender: object,
    withdrawal: Withdrawal,
    passage: str | None,
    belongs: AbstractSet[tuple[str, int]],
    by: User,
    at: datetime,
    **kwargs: object,
) -> None:
    """What belongs to a Centre and to no school of it is told to its lead school."""
    if not any(table == School._meta.db_table for table, _pk in belongs):
        numbers = [pk for table, pk in belongs if table == Centre._meta.db_table]
        for centre in Centre.objects.filter(pk__in=numbers).select_related("lead_school").order_by("pk"):
            if read := read_at(centre, withdrawal.places.all()):
                texts = texts_of(read, passage, TEXTS_NAMED)
                school_emails.content_withdrawn(centre.lead_school, texts, by=by, at=at)
