"""What follows from an export that is asked for, and from a withdrawal."""

from datetime import datetime

from django.db import transaction
from django.dispatch import receiver

from iqm_coe.accounts.models.user import User
from iqm_coe.records.flows import export
from iqm_coe.records.signals import content_withdrawn, export_asked
from iqm_coe.records.tasks import kick_builder


@receiver(export_asked, dispatch_uid="wake-a-builder-of-exports")
def wake_builder(sender: object, **kwargs: object) -> None:
    """A worker begins once the export stands."""
    transaction.on_commit(kick_builder)


@receiver(content_withdrawn, dispatch_uid="exports-go-with-what-was-withdrawn")
def drop_exports(
    sender: object, passage: str | None, belongs: set[tuple[str, int]], at: datetime, **kwargs: object
) -> None:
    """What was withdrawn stands in no export any more."""
    people = {pk for table, pk in belongs if table == User._meta.db_table}
    export.drop_holding(passage, people, at=at)
