from functools import partial

from django.db import transaction
from django.dispatch import receiver

from iqm_coe.lib.waking import wake
from schools.signals import register_handed_in
from schools.tasks import read_registers


@receiver(register_handed_in, dispatch_uid="wake-a-reader")
def wake_reader(sender: object, **kwargs: object) -> None:
    """A worker begins once the file stands."""
    transaction.on_commit(partial(wake, read_registers))
