"""What operations does when something is announced."""

from collections.abc import Mapping
from datetime import datetime

from celery import Task
from celery.signals import task_postrun, task_prerun, worker_process_init
from django.dispatch import receiver

from iqm_coe.lib.signals import round_ended
from iqm_coe.operations import pulse
from iqm_coe.operations.flows import fault
from iqm_coe.operations.watch import forget_the_parent, start_watching


@receiver(round_ended, dispatch_uid="keep-what-failed-in-a-round")
def keep_faults(sender: object, name: str, failed: Mapping[str, str], at: datetime, **kwargs: object) -> None:
    fault.keep(name, failed, at=at)


@worker_process_init.connect(weak=False, dispatch_uid="live-in-a-worker")
def live(**kwargs: object) -> None:
    """A worker's process has begun: it watches, and says in the midst of a long task that it goes on."""
    forget_the_parent()
    start_watching()
    pulse.start()


@task_prerun.connect(weak=False, dispatch_uid="pulse-of-a-task")
def take_up(task: Task, **kwargs: object) -> None:
    pulse.take_up((task.request.delivery_info or {}).get("routing_key", ""))


@task_postrun.connect(weak=False, dispatch_uid="pulse-of-a-task-is-over")
def lay_down(**kwargs: object) -> None:
    pulse.lay_down()
