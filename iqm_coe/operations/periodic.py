"""What the clock starts for the whole product."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from iqm_coe.lib.rounds import each
from iqm_coe.operations import files
from iqm_coe.operations.invariants import broken

log = structlog.get_logger(__name__)


@shared_task(name="iqm_coe.operations.periodic.check_invariants")
def check_invariants() -> int:
    """Every night: look at what must always hold; each breach is an error in the log. Returns how many."""
    breaches = broken()
    for breach in breaches:
        log.error("invariant_broken", name=breach.name, detail=breach.detail)
    return len(breaches)


@shared_task(name="iqm_coe.operations.periodic.sweep_files")
def sweep_files() -> int:
    """Every night: take away files that no row stands for, a day after they came. Returns how many."""
    now = timezone.now()

    def take_away(name: str) -> None:
        default_storage.delete(name)
        log.warning("file_without_row", name=name)

    return each(
        "take away files without a row", files.without_row(older_than=now - timedelta(days=1)), take_away, at=now
    )
