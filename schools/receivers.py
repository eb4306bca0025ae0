from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from django.db import transaction
from django.dispatch import receiver

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.waking import wake
from iqm_coe.records.signals import content_withdrawn
from schools import emails
from schools.holding import held_now
from schools.models.school import School
from schools.signals import register_handed_in
from schools.tasks import read_registers


@receiver(register_handed_in, dispatch_uid="wake-a-reader")
def wake_reader(sender: object, **kwargs: object) -> None:
    """A worker begins once the file stands."""
    transaction.on_commit(partial(wake, read_registers))


@receiver(content_withdrawn, dispatch_uid="tell-the-school-of-a-withdrawal")
def tell_school(
    sender: object, belongs: AbstractSet[tuple[str, int]], by: User, at: datetime, **kwargs: object
) -> None:
    """Whoever speaks for a school reads that something of it is gone."""
    numbers = [pk for table, pk in belongs if table == School._meta.db_table]
    for school in School.objects.filter(held_now("roles__"), pk__in=numbers).distinct().order_by("pk"):
        emails.content_withdrawn(school, by=by, at=at)
