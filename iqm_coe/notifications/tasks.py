"""What the outbox starts in a worker."""

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from iqm_coe.notifications.flows import delivery

log = structlog.get_logger(__name__)


@shared_task(name="iqm_coe.notifications.tasks.deliver")
def deliver() -> int:
    """Deliver what is due; safe to run any number of times at once."""
    return delivery.deliver_everything_due(timezone.now())


def kick() -> None:
    """Ask a worker to deliver soon. Without a broker the page still answers and the sweep delivers later."""
    try:
        deliver.delay()
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=repr(error))
