"""Lists whose rows are many in a real office, at 10,000 rows against the same list at 200."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.models.outbox import Delivery, Message
from schools.models.school import School
from tests.bench.measuring import ROUNDS, Gate, person_of_the_demo, settle, signed_in_with_factor, timed
from tests.bench.world import add_applications, add_deliveries, add_events, add_people, add_schools
from tests.emptying import BEHIND_GUARDS

FEW, MANY = 200, 10_000
TURNS = 6
MOST_GROWTH = 1.15


@dataclass(frozen=True)
class Growing:
    """A list, how so many rows are added to it, and the tables into which they go; the last is the list's own."""

    route: str
    add: Callable[[int], object]
    models: Sequence[type[Model]]

    @property
    def rows(self) -> int:
        return int(self.models[-1]._default_manager.count())

    @property
    def tables(self) -> str:
        return ", ".join(model._meta.db_table for model in self.models)

    @contextmanager
    def grown(self) -> Iterator[None]:
        """Ten thousand rows while the block lasts. They go behind the backs of all guards: no event is ever deleted."""
        last = {
            model: model._default_manager.order_by("pk").values_list("pk", flat=True).last() for model in self.models
        }
        self.add(MANY - self.rows)
        settle(f"VACUUM (ANALYZE) {self.tables}")
        yield
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BEHIND_GUARDS)
            for model, pk in last.items():
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id > %s", [pk or 0])
        settle(f"VACUUM (ANALYZE) {self.tables}")


def _schools_and_applications(count: int) -> None:
    add_schools(count, start=MANY)
    add_applications(count)


GROWING = (
    Growing("schools:schools", lambda count: add_schools(count, start=FEW), [School]),
    Growing("application:applications", _schools_and_applications, [School, Centre, Membership, Application]),
    Growing("accounts:people", add_people, [User]),
    Growing("accounts:audit", add_events, [Event]),
    Growing("notifications:outbox", add_deliveries, [Message, Delivery]),
)


def growth(gate: Gate, staff: User) -> None:
    clients = {"accounts": signed_in_with_factor(person_of_the_demo("ada"))}
    for one in GROWING:
        client = clients.get(one.route.partition(":")[0]) or signed_in_with_factor(staff)
        grown(gate, one, client)


def grown(gate: Gate, one: Growing, client: Client) -> None:
    """In turns, and each turn by itself, with few rows before and after the many: a machine that becomes slower is
    slower for both.
    """
    if one.rows < FEW:
        one.add(FEW - one.rows)
        settle(f"VACUUM (ANALYZE) {one.tables}")
    url, turns, few = reverse(one.route), [], one.rows

    def seen() -> float:
        client.get(url)
        return statistics.median(timed(lambda: client.get(url)) for _round in range(ROUNDS // TURNS))

    few_before = seen()
    for _turn in range(TURNS):
        with one.grown():
            of_many = seen()
        few_after = seen()
        turns.append((of_many, (few_before + few_after) / 2))
        few_before = few_after
    ours, theirs = (statistics.median(turn) for turn in zip(*turns, strict=True))
    times = f"{ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    ratio = statistics.median(of_many / of_few for of_many, of_few in turns)
    gate.check(f"{one.route}: 10,000 rows against {few} ({times})", ratio, MOST_GROWTH)
