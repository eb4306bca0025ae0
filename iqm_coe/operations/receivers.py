"""What operations does when something is announced."""

from collections.abc import Mapping
from datetime import datetime

from django.dispatch import receiver

from iqm_coe.lib.signals import round_ended
from iqm_coe.operations.flows import fault


@receiver(round_ended, dispatch_uid="keep-what-failed-in-a-round")
def keep_faults(sender: object, name: str, failed: Mapping[str, str], at: datetime, **kwargs: object) -> None:
    fault.keep(name, failed, at=at)
