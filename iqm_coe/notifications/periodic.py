"""What the clock starts in notifications."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.schedule import every
from iqm_coe.notifications import tasks
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.flows import reminder as reminders


@shared_task(name="iqm_coe.notifications.periodic.sweep_outbox")
def sweep_outbox() -> int:
    """Deliver what is due, also what no kick announced, and see to what a dead worker left behind."""
    delivery.free_abandoned(timezone.now())
    delivered: int = tasks.deliver()
    return delivered


@shared_task(name="iqm_coe.notifications.periodic.remind")
def remind() -> int:
    """Plan the reminders of the month to come and send those of the day."""
    return reminders.run(timezone.now())


every(timedelta(seconds=30), "deliver the outbox", sweep_outbox)
every(timedelta(hours=1), "plan and send reminders", remind)
