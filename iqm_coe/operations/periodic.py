"""What the clock starts for the whole product."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

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
    left = files.without_row(older_than=timezone.now() - timedelta(days=1))
    for name in left:
        default_storage.delete(name)
        log.warning("file_without_row", name=name)
    return len(left)
