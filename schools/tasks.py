"""What schools start in a worker: the reading of register files."""

from celery import shared_task

from schools.flows import register


@shared_task(name="schools.tasks.read_registers")
def read_registers() -> int:
    """Read every file that waits, one after the other; safe to run any number of times at once."""
    return register.read_everything_waiting()
