"""What the clock starts for the whole product."""

import structlog
from celery import shared_task

from iqm_coe.home.invariants import broken

log = structlog.get_logger(__name__)


@shared_task(name="iqm_coe.home.periodic.check_invariants")
def check_invariants() -> int:
    """Every night: look at what must always hold; each breach is an error in the log. Returns how many."""
    breaches = broken()
    for breach in breaches:
        log.error("invariant_broken", name=breach.name, detail=breach.detail)
    return len(breaches)
