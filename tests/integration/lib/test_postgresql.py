"""Statements that are prepared: those of kept questions, and no others."""

from collections import OrderedDict

import pytest
from django.db import connection, transaction
from django.db.models import Case, Min, Value, When
from django.db.models.functions import Greatest, Least

from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.postgresql.answers import answered, answered_if_met
from schools.models.school import School
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db


def statements(words: str) -> list[int]:
    """How often each prepared statement of this connection that holds these words was carried out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE position(%s IN statement) > 0",
            [words],
        )
        return [times for (times,) in cursor.fetchall()]


def test_a_kept_question_is_one_statement_whatever_its_values() -> None:
    @kept("number")
    def of_number(number: int):
        return School.objects.filter(pk=number, street="one statement").only("pk")

    for school in SchoolFactory.create_batch(3, street="one statement"):
        assert [row.pk for row in of_number(school.pk)] == [school.pk]
    assert statements('"schools_school"."street" =') == [3]


def test_other_statements_are_not_prepared() -> None:
    for _time in range(20):
        list(School.objects.filter(street="as ever"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [1])
    assert statements("") == []


def test_what_is_answered_is_prepared_and_nothing_beside_it() -> None:
    SchoolFactory(name="50% and more")
    assert answered("SELECT name FROM schools_school WHERE name = %s AND name LIKE '50%%'", ["50% and more"])
    list(School.objects.filter(town="outside"))
    assert statements("LIKE '50%'") == [1]
    assert statements('"schools_school"."town" =') == []


def test_what_may_never_come_back_is_prepared_when_it_does() -> None:
    SchoolFactory(name="50% of it", street="met again")
    asked = "SELECT name FROM schools_school WHERE street = %s AND name LIKE '50%%'", ["met again"]
    for times in ([], [1], [2]):
        assert answered_if_met(*asked) == [("50% of it",)]
        assert statements("LIKE '50%'") == times


def test_no_more_is_remembered_of_what_was_asked_once_than_so_many(monkeypatch) -> None:
    monkeypatch.setattr("iqm_coe.lib.postgresql.answers.MOST_MET", 2)
    monkeypatch.setattr("iqm_coe.lib.postgresql.answers._met", OrderedDict())
    for one in (1, 2, 3, 1, 2, 3):
        answered_if_met(f"SELECT {one} AS one_of_three", [])
    assert statements("one_of_three") == []


def test_a_question_goes_on_after_what_was_prepared_is_gone() -> None:
    @kept()
    def everything():
        return School.objects.order_by("name").only("name")

    SchoolFactory(name="Ash")
    assert [row.name for row in everything()] == ["Ash"]
    with transaction.atomic():
        SchoolFactory(name="Beech")
        assert [row.name for row in everything()] == ["Ash", "Beech"]
        transaction.set_rollback(True)
    assert [row.name for row in everything()] == ["Ash"]


def test_a_question_goes_on_after_its_table_has_changed() -> None:
    @kept()
    def everything():
        return School.objects.only("name")

    assert everything() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE schools_school ADD COLUMN one_more integer")
    SchoolFactory(name="Ash")
    assert [row.name for row in everything()] == ["Ash"]


def test_a_column_that_only_sorts_is_not_given() -> None:
    @kept()
    def names():
        last_first = Case(When(name="Beech", then=Value(0)), default=Value(1))
        return School.objects.order_by(last_first, "name").values_list("name").distinct()

    for name in ("Ash", "Beech"):
        SchoolFactory(name=name)
    assert names() == [("Beech",), ("Ash",)]


def test_what_is_grouped_by_a_reckoned_column_is_asked_as_ever() -> None:
    @kept()
    def counted():
        shared = (
            School.objects.annotate(most=Greatest("pupils", Value(600))).values("most").annotate(least=Min("pupils"))
        )
        return shared.order_by("most").values_list("most", Least("least", "most"))

    for pupils in (90, 400, 700):
        SchoolFactory(pupils=pupils)
    assert counted() == [(600, 90), (700, 700)]
    assert statements("GROUP BY") == []
