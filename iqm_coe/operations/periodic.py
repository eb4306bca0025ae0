"""What the clock starts for the whole product."""

from datetime import time, timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from iqm_coe.lib.rounds import each
from iqm_coe.lib.schedule import every, nightly
from iqm_coe.lib.stored_files import take_away
from iqm_coe.operations import files
from iqm_coe.operations.emails import incident as emails
from iqm_coe.operations.enums import QUEUES, Trouble
from iqm_coe.operations.flows import incident, trail
from iqm_coe.operations.invariants import broken
from iqm_coe.operations.tasks import hear

log = structlog.get_logger(__name__)


@shared_task(name="iqm_coe.operations.periodic.check_invariants")
def check_invariants() -> int:
    """Every night: look at what must always hold; each breach is an error in the log, and administrators are written to
    when it begins and when it is over. Returns how many.
    """
    breaches = broken()
    found: dict[str, str] = {}
    for breach in breaches:
        log.error("invariant_broken", name=breach.name, detail=breach.detail)
        found[breach.name] = "\n".join(filter(None, (found.get(breach.name), breach.detail)))
    incident.keep(Trouble.INVARIANT, found, at=timezone.now())
    _tell()
    return len(breaches)


def _tell() -> None:
    """At once; where the mail server is away, whoever watches next tells it."""
    try:
        emails.tell(timezone.now)
    except OSError as error:
        log.warning("administrators_not_told", error=repr(error))


@shared_task(name="iqm_coe.operations.periodic.sweep_files")
def sweep_files() -> int:
    """Every night: take away files that no row stands for, a day after they came. Returns how many."""
    now = timezone.now()

    def sweep(name: str) -> int:
        taken = take_away(name)
        log.warning("file_without_row", name=name, is_taken_away=taken)
        return int(taken)

    gone = [*files.withdrawn_and_lying(), *files.without_row(older_than=now - timedelta(days=1))]
    return each("take away files without a row", list(dict.fromkeys(gone)), sweep, at=now)


@shared_task(name="iqm_coe.operations.periodic.seal_trail")
def seal_trail() -> int:
    """Every night: seal the events that were closed by the night before. Returns how many."""
    sealed = trail.seal(at=timezone.now())
    return sealed.events if sealed else 0


# Neither change of London's clocks leaves these hours out or has them twice.
nightly(time(3, 10), "check the invariants", check_invariants)
nightly(time(3, 40), "sweep the files", sweep_files)
nightly(time(4, 10), "seal the trail", seal_trail)
HEARD = timedelta(seconds=settings.HEARTBEAT_SECONDS)
for queue in QUEUES:
    every(HEARD, f"hear from {queue.label}", hear, queue=queue.value, args=(queue.value,))
