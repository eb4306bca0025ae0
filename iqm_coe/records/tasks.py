"""What records start in a worker: the making of exports."""

from celery import shared_task

from iqm_coe.lib.waking import wake
from iqm_coe.records.flows import export


@shared_task(name="iqm_coe.records.tasks.build_exports")
def build_exports() -> int:
    """Make every export that waits, one after the other; safe to run any number of times at once."""
    return export.build_everything_waiting()


def kick_builder() -> None:
    """Ask a worker to begin."""
    wake(build_exports)
