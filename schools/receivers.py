from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver

from iqm_coe.accounts.flows import invitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.signals import iqm_role_ended
from iqm_coe.lib.waking import wake
from iqm_coe.records.models.withdrawal import Withdrawal
from iqm_coe.records.selectors.withdrawal import read_at, texts_of
from iqm_coe.records.signals import content_withdrawn
from schools import emails
from schools.holding import held_now
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.signals import register_handed_in, school_role_ended
from schools.tasks import read_registers

TEXTS_NAMED = 20  # in one mail


@receiver(register_handed_in, dispatch_uid="wake-a-reader")
def wake_reader(sender: object, **kwargs: object) -> None:
    """A worker begins once the file stands."""
    transaction.on_commit(partial(wake, read_registers))


@receiver(content_withdrawn, dispatch_uid="tell-the-school-of-a-withdrawal")
def tell_school(
    sender: object,
    withdrawal: Withdrawal,
    passage: str | None,
    belongs: AbstractSet[tuple[str, int]],
    by: User,
    at: datetime,
    **kwargs: object,
) -> None:
    """Whoever speaks for a school reads that something of it is gone, and from which texts: of those that it read."""
    numbers = [pk for table, pk in belongs if table == School._meta.db_table]
    for school in School.objects.filter(held_now("roles__"), pk__in=numbers).distinct().order_by("pk"):
        if read := read_at(school, withdrawal.places.all()):
            emails.content_withdrawn(school, texts_of(read, passage, TEXTS_NAMED), by=by, at=at)


@receiver(school_role_ended, dispatch_uid="offers-of-a-leaver-fall")
def let_their_offers_fall(sender: object, role: SchoolRole, at: datetime, **kwargs: object) -> None:
    """What somebody offered at the school falls with their right to offer it there (R5w)."""
    _let_fall(RoleInvitation.objects.open().filter(school=role.school_id, invited_by=role.user_id), at)


@receiver(iqm_role_ended, dispatch_uid="offers-of-former-staff-fall")
def let_offers_of_staff_fall(sender: object, role: IqmRole, at: datetime, **kwargs: object) -> None:
    """The same at every school, of somebody who leaves the staff."""
    _let_fall(RoleInvitation.objects.open().filter(invited_by=role.user_id), at)


def _let_fall(offers: QuerySet[RoleInvitation], at: datetime) -> None:
    """And whoever was invited reads that the invitation they have is of no use any more."""
    open_offers = offers.select_related("invited_by", "school").order_by("pk")
    for fallen in invitation.let_fall(open_offers, "schools.give_role", at=at):
        emails.invitation_fallen(fallen, at=at)
