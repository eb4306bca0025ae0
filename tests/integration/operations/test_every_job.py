"""Every job of the clock, also a new one: doubled, by four at once, three days late, it comes to the same (R39c)."""

import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.invariants import declared_invariants
from iqm_coe.operations import invariants
from tests.clock import NOW, days
from tests.histories import jobs, line, world
from tests.whole import WHOLE, in_turns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# So late that everything in the world is due: a year is over, every invitation has lapsed, every award has begun.
AT = NOW + days(367)
LATE = timedelta(days=3)
A_MOMENT = timedelta(seconds=1)
BROKEN = "a sentence of the test's own that does not hold"
# What is drawn anew for each copy, and what a worker writes of itself and not of what it did.
DRAWN = {"claim", "mail_id", "sha256", "code"}
# By job, what may differ where it runs three days later, with the reason. Everything else comes to the same.
LATER = {
    "go on with what many rows get at once": {"lists.batchrow.words": "it says after which day more time would lie"},
    "accept the silence of schools about facts": {
        "reports.report.office_due_on": "IQM issues it in so many days from the day on which it came to them"
    },
    "plan and send reminders": {"notifications.message.context": "its words count the days from the day it goes"},
}

State = Counter[str]


@pytest.fixture(autouse=True)
def on_monday() -> None:
    """The clock is handed in."""


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[world.Place]:
    with django_db_blocker.unblock():
        name = f"jobs_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        with world.place(tmp_path_factory.mktemp("jobs"), name) as made:
            yield made


@pytest.fixture(autouse=True)
def _breach(monkeypatch) -> None:
    """Something for the night's check to find."""
    monkeypatch.setattr(invariants, "declared_invariants", lambda: {**declared_invariants(), BROKEN: "SELECT 1"})


def models() -> list[type[Model]]:
    ours = [app for app in apps.get_app_configs() if app.path.startswith(str(settings.BASE_DIR))]
    return [model for app in ours if "site-packages" not in app.path for model in app.get_models()]


class Looked:
    """The whole state of a copy: each row by what it says, whatever the numbers of rows that are new."""

    def __init__(self, known: dict[str, set[int]], at: datetime, leaving_out: set[str]) -> None:
        self.known, self.at, self.leaving_out = known, at, leaving_out

    def state(self) -> State:
        rows = Counter(self.said(row) for model in models() for row in model._default_manager.all())
        letters = Counter({f"letter to {to}: {subject}": n for (to, subject), n in line.SERVER.letters.items()})
        return rows + letters + Counter({"files": len(files())})

    def said(self, row: Model) -> str:
        label = row._meta.label_lower
        values = {
            field.attname: self.value(row, field.attname, field.related_model)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.name not in DRAWN and f"{label}.{field.name}" not in self.leaving_out
        }
        for name in ("subject", "about"):
            if values.get(f"{name}_id") and values.get(f"{name}_type"):
                values[f"{name}_id"] = self.named(apps.get_model(values[f"{name}_type"]), values[f"{name}_id"])
        return f"{self.named(type(row), row.pk)} {values}"

    def value(self, row: Model, name: str, related: type[Model] | None) -> object:
        value = getattr(row, name)
        if related is not None and value is not None:
            return self.named(related, value)
        if isinstance(value, datetime):
            return "now" if abs(value - self.at) < timedelta(hours=1) else value.isoformat()
        if isinstance(value, date):
            return "today" if value == london_date(self.at) else value.isoformat()
        return "drawn" if isinstance(value, UUID | FieldFile) else value

    def named(self, model: type[Model], pk: object) -> str:
        label = model._meta.label_lower
        return f"{label} {pk}" if pk in self.known[label] else f"a new {label}"


def files() -> list[str]:
    folders, found = [""], list[str]()
    while folders:
        folder = folders.pop()
        inner, names = default_storage.listdir(folder)
        folders += [f"{folder}/{name}".lstrip("/") for name in inner]
        found += [f"{folder}/{name}" for name in names]
    return found


def known() -> dict[str, set[int]]:
    return {model._meta.label_lower: set(model._default_manager.values_list("pk", flat=True)) for model in models()}


@dataclass(frozen=True)
class Beginning:
    """The world as each copy begins: the numbers of its rows, and its state."""

    known: dict[str, set[int]]
    state: State


@pytest.fixture(scope="module")
def beginning(place, django_db_blocker) -> Beginning:
    with django_db_blocker.unblock(), place.copied(), world.told_by(world.Clock(AT)):
        rows = known()
        return Beginning(rows, Looked(rows, AT, set()).state())


@dataclass(frozen=True)
class Job:
    """One of the clock's, done in fresh copies of the world."""

    name: str
    place: world.Place
    known: dict[str, set[int]]

    def after(self, *workers: int, at: datetime = AT, leaving_out: Collection[str] = ()) -> State:
        """The state where so many workers did it at once, and then again, a moment later."""
        clock = world.Clock(at)
        with self.place.copied(), world.told_by(clock):
            for number in workers:
                jobs.run(self.name) if number == 1 else jobs.at_once(self.name, number)
                clock.now += A_MOMENT
            return Looked(self.known, at, set(leaving_out)).state()


def difference(one: State, other: State) -> list[str]:
    return [f"- {row} ({times})" for row, times in (one - other).items()] + [
        f"+ {row} ({times})" for row, times in (other - one).items()
    ]


@in_turns(6)
@pytest.mark.rule("R39c")
@pytest.mark.parametrize("name", sorted(jobs.ENTRIES))
def test_job_doubled_by_four_at_once_and_late_comes_to_the_same(place, beginning, name):
    job = Job(name, place, beginning.known)
    once = job.after(1)
    assert difference(beginning.state, once), (
        "There is nothing to do for this job: put something into tests/histories/world.py."
    )

    assert difference(once, job.after(4, 1)) == []

    if WHOLE:
        may_differ = LATER.get(name, {})
        in_time = job.after(1, leaving_out=may_differ) if may_differ else once
        late = job.after(1, at=AT + LATE, leaving_out=may_differ)
        assert difference(in_time, late) == []
