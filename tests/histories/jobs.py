"""Every job that the clock starts: run once, by several at once, or by a worker that dies."""

from collections.abc import Callable

from django.db import Error

from iqm_coe.celery import app
from iqm_coe.lib.schedule import Entry, declared_entries
from tests.histories import death
from tests.integration.test_races import race

app.loader.import_default_modules()
ENTRIES = {entry.name: entry for entry in declared_entries()}


def job_of(entry: Entry) -> Callable[[], int]:
    """What a worker does when it takes the task."""
    task = app.tasks[entry.task]
    return lambda: int(task(*entry.args))


def run(name: str) -> int:
    return job_of(ENTRIES[name])()


def at_once(name: str, workers: int) -> None:
    """Begun at one barrier; whatever one of them raises is raised here."""
    _won, refused = race(*[job_of(ENTRIES[name])] * workers)
    assert not refused, refused


def dying(name: str, steps: int) -> bool:
    """Whether the worker died after so many steps, or had come to its end before."""
    with death.counted(steps) as life:
        try:
            run(name)
        except (death.Died, Error):  # the second where a line that is cut speaks first
            if not life.is_over:
                raise
    if life.is_over:
        death.bury()
    return life.is_over
