"""A question whose SQL is kept says what it says when it is worked out anew, or is not kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F, Prefetch
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import permissions
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import MOST_KEPT, MOST_REFUSED, NotTheSame, forget, kept
from iqm_coe.lib.kept_values import MOST_IN_A_COLUMN, Typed, as_one
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import could, may
from iqm_coe.lib.worked_sql import Worked
from reviews.visits.models.visit import Visit
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import held_at, schools_acted_for, schools_of
from schools.stopping import is_frozen
from tests.clock import NOW
from tests.factories.accounts import IqmRoleFactory, UserFactory
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(name="worked")
def _worked():
    """How often a question was worked out."""
    return []


@pytest.fixture(autouse=True)
def _as_in_production():
    """Nothing is compared: what is kept is what is asked. Nothing of it is kept from before, or for afterwards."""
    forget()
    with override_settings(QUESTIONS_ARE_PROVED=False, QUESTIONS_PROVED_AT_FIRST=0):
        yield
    forget()


def again(person: User) -> User:
    """The same person, as the next request reads them."""
    return User.objects.get(pk=person.pk)


def named(rows) -> list[str]:
    return sorted(row.name for row in rows)


def test_a_question_is_worked_out_twice_and_then_no_more_whatever_its_values(worked) -> None:
    @kept("number")
    def of_number(number: int):
        worked.append(number)
        return School.objects.filter(pk=number)

    schools = SchoolFactory.create_batch(3)
    assert [named(of_number(school.pk)) for school in schools] == [[school.name] for school in schools]
    assert len(worked) == 2


def test_every_row_is_read_anew() -> None:
    @kept()
    def everything():
        return School.objects.all()

    SchoolFactory(name="Ash")
    assert named(everything()) == ["Ash"]
    SchoolFactory(name="Beech")
    School.objects.filter(name="Ash").update(name="Alder")
    assert named(everything()) == ["Alder", "Beech"]


def test_many_numbers_are_put_in_and_their_count_is_part_of_the_question(worked) -> None:
    @kept("numbers", "day")
    def of_numbers(numbers: tuple[int, ...], day):
        worked.append(numbers)
        return School.objects.filter(pk__in=numbers, awards__valid_until__gte=day)

    one, two, three = (SchoolFactory(name=name) for name in ("One", "Two", "Three"))
    day = london_date(NOW)
    for school in (one, two, three):
        AwardFactory(school=school, valid_until=day)
    assert named(of_numbers((one.pk, two.pk), day)) == ["One", "Two"]
    assert named(of_numbers((three.pk, two.pk), day)) == ["Three", "Two"]
    assert len(worked) == 2
    assert named(of_numbers((three.pk, two.pk), day + timedelta(days=1))) == []
    assert named(of_numbers((one.pk, two.pk, three.pk), day)) == ["One", "Three", "Two"]
    assert list(of_numbers((), day)) == []
    assert list(of_numbers((), day)) == []


def test_however_many_numbers_are_one_value(worked) -> None:
    @kept("numbers")
    def among(numbers: Typed):
        worked.append(numbers)
        return School.objects.filter(pk__among=numbers).order_by("pk").only("pk")

    keys = [school.pk for school in SchoolFactory.create_batch(3)]
    for wanted in ([], keys[:1], keys[1:], keys, [-1, 0, keys[0], MOST_IN_A_COLUMN, -MOST_IN_A_COLUMN - 2, 10**30]):
        assert [row.pk for row in among(as_one(wanted))] == sorted(set(wanted) & set(keys))
    assert len(worked) == 2


@pytest.mark.parametrize("asked", [[], ["Ash"], ["O'Hara"], ['A "b", {c}', "100 %s %% \\", "NULL", "é"]])
def test_words_of_the_program_stand_in_the_statement_whatever_signs_they_have(asked) -> None:
    for name in ["Ash", "O'Hara", 'A "b", {c}', "100 %s %% \\", "NULL", "é", "Beech"]:
        SchoolFactory(name=name)
    ask = kept()(lambda: School.objects.filter(name__one_of=asked))

    assert [named(ask()) for _ in range(3)] == [sorted(asked)] * 3
    assert Worked.out(School.objects.filter(name__one_of=asked)).params == ()


def test_a_number_that_no_column_holds_finds_nothing_and_spoils_nothing() -> None:
    def of_number(number: int):
        return School.objects.filter(pk=number)

    ash, too_many = SchoolFactory(name="Ash"), 2**63
    for asked in ((too_many, ash.pk, too_many), (ash.pk, too_many, ash.pk)):
        ask = kept("number")(of_number)
        assert [named(ask(number)) for number in asked] == [["Ash"] if number == ash.pk else [] for number in asked]


def test_a_text_is_never_taken_for_another_one_where_a_number_was_to_be_put_in() -> None:
    ask = kept("number")(lambda number: School.objects.filter(pk=number))
    ash, beech = SchoolFactory(name="Ash"), SchoolFactory(name="Beech")
    assert [named(ask(str(school.pk))) for school in (ash, beech, ash)] == [["Ash"], ["Beech"], ["Ash"]]
    assert [named(ask(given)) for given in (None, beech.pk)] == [[], ["Beech"]]


def test_words_are_put_in_however_they_are_written(worked) -> None:
    @kept("words")
    def saying(words: Typed):
        worked.append(words)
        return School.objects.filter(name__says=words)

    for name in ("St. Mary’s", "Ash 1", "Oak%"):
        SchoolFactory(name=name)
    typed = ("ash 1", "st mary's", "ASH", "1", "a_h", "%", "oak%", "sh 1") * 2
    found = {"ash 1": ["Ash 1"], "st mary's": ["St. Mary’s"], "ASH": ["Ash 1"], "1": ["Ash 1"], "oak%": ["Oak%"]}
    assert [named(saying(Typed(words))) for words in typed] == [
        {**found, "sh 1": ["Ash 1"], "a_h": []}.get(words, []) for words in typed
    ]
    assert len(worked) == 2 + 2  # for them all, and for the one that nothing else stands for
    assert worked[1] not in typed


def test_several_words_are_told_apart_also_where_they_are_the_same(worked) -> None:
    @kept("words", "number")
    def in_town(words: tuple[Typed, ...], number: int):
        worked.append(words)
        return School.objects.filter(name=words[0], town=words[1], pk__gt=number)

    for name, town in (("Bath", "Bath"), ("Bath", "Ash"), ("Ash", "Bath")):
        SchoolFactory(name=name, town=town)
    for name, town in (("Bath", "Bath"), ("Ash", "Bath"), ("Bath", "Ash"), ("Ash", "Ash")):
        found = in_town((Typed(name), Typed(town)), 0)
        assert [(row.name, row.town) for row in found] == ([] if (name, town) == ("Ash", "Ash") else [(name, town)])
    assert len(worked) == 2


def test_words_that_are_reckoned_with_are_nothing_to_keep_a_question_by() -> None:
    with override_settings(QUESTIONS_ARE_PROVED=True):
        with pytest.raises(NotTheSame, match="reckons"):
            kept("words")(lambda words: School.objects.filter(name__icontains=words))(Typed("ash"))
        with pytest.raises(NotTheSame, match="worded"):
            kept("words")(lambda words: School.objects.filter(**({"name": words} if words == "ash" else {})))(
                Typed("ash")
            )


def test_question_is_proved_so_many_times_at_first_and_then_no_more(worked) -> None:
    @kept("number")
    def whim(number: int):
        worked.append(number)
        return School.objects.filter(pk=number, name="" if len(worked) < 5 else "a whim")  # 2 to keep, 2 proofs

    with override_settings(QUESTIONS_PROVED_AT_FIRST=2):
        for number in range(5):
            whim(number)
        assert len(worked) == 4
    with override_settings(QUESTIONS_PROVED_AT_FIRST=3), pytest.raises(NotTheSame, match="a whim"):
        whim(5)


def test_rows_come_with_what_they_are_fetched_with() -> None:
    @kept("number")
    def but(number: int):
        rows = School.objects.exclude(pk=number).annotate(doubled=F("pk") * 2).order_by("name")
        return rows.select_related("local_authority").prefetch_related("awards")

    ash, beech, cedar = (SchoolFactory(name=name) for name in ("Ash", "Beech", "Cedar"))
    AwardFactory(school=beech)
    but(cedar.pk)
    with CaptureQueriesContext(connection) as asked:
        rows = but(ash.pk)
        assert [(row.name, row.doubled, len(row.awards.all())) for row in rows] == [
            ("Beech", beech.pk * 2, 1),
            ("Cedar", cedar.pk * 2, 0),
        ]
        assert rows[0].local_authority == beech.local_authority
    assert len(asked) == 2  # the schools with their authorities, and their awards


def test_its_sql_stands_in_another_text() -> None:
    @kept("number")
    def of_number(number: int):
        return School.objects.filter(pk=number).values_list("name")

    ash, beech = SchoolFactory(name="Ash"), SchoolFactory(name="Beech")
    of_number(ash.pk)
    sql, params = of_number.sql(beech.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), max(name) FROM ({sql}) AS told", params)
        assert cursor.fetchone() == (1, "Beech")
    assert kept("numbers")(lambda numbers: School.objects.filter(pk__in=numbers)).sql(()) is None


def test_rows_of_values_and_of_several_tables_are_kept_as_well() -> None:
    @kept("number")
    def told(number: int):
        schools = School.objects.filter(pk=number).values_list("name")
        return schools.union(User.objects.filter(pk=number).values_list("name"), all=True)

    school, person = SchoolFactory(name="Ash"), UserFactory(name="Bea")
    told(0)
    assert ("Ash",) in told(school.pk)
    assert ("Bea",) in told(person.pk)


def test_what_goes_to_the_database_in_a_wrapping_is_compared_by_what_is_in_it(worked) -> None:
    @kept()
    def waived(kind: str):
        worked.append(kind)
        return Visit.objects.filter(waived__contains=[kind])

    for _time in range(2):
        assert waived("role") == []
    assert len(worked) == 2


def own_schools(worked):
    @kept()
    def own(user):
        worked.append(user.pk)
        return School.objects.filter(held_at("pk", user))

    return own


@pytest.mark.rule("R5b")
def test_a_role_that_was_given_or_has_ended_is_asked_for_each_time(worked) -> None:
    own, person = own_schools(worked), UserFactory()
    assert named(own(again(person))) == []
    role = SchoolRoleFactory(user=person, school__name="Ash")
    assert named(own(again(person))) == named(own(again(person))) == ["Ash"]
    assert len(worked) == 4
    SchoolRole.objects.filter(pk=role.pk).update(ended_at=timezone.now(), ended_by=person)
    assert named(own(again(person))) == []


@pytest.mark.rule("R5b")
def test_the_roles_of_one_are_not_those_of_another(worked) -> None:
    own, ash, beech = (
        own_schools(worked),
        SchoolRoleFactory(school__name="Ash"),
        SchoolRoleFactory(school__name="Beech"),
    )
    for _time in range(2):
        assert named(own(again(ash.user))) == ["Ash"]
        assert named(own(again(beech.user))) == ["Beech"]


@pytest.mark.rule("R5s")
def test_a_role_with_a_last_day_is_over_on_the_next(worked) -> None:
    with time_machine.travel(NOW, tick=False):
        own, role = own_schools(worked), SchoolRoleFactory(school__name="Ash", until=london_date(NOW))
        assert named(own(again(role.user))) == named(own(again(role.user))) == ["Ash"]
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert named(own(again(role.user))) == []


def test_a_role_at_iqm_is_part_of_the_question() -> None:
    @kept()
    def seen(user):
        return School.objects.visible_to(user)

    SchoolFactory(name="Ash")
    person = UserFactory()
    assert named(seen(again(person))) == []
    IqmRoleFactory(user=person, kind="staff")
    assert named(seen(again(person))) == ["Ash"]


def test_who_may_write_is_another_question_than_who_reads(worked, monkeypatch) -> None:
    @kept()
    def at(user):
        return School.objects.filter(pk__in=schools_acted_for(user))

    role = SchoolRoleFactory(school__name="Ash")
    monkeypatch.setattr("schools.querysets.is_frozen", lambda column: ~is_frozen(column))
    monkeypatch.setitem(permissions._declared, "test.acts", lambda user, _subject: bool(at(user)))
    assert (could(again(role.user), "test.acts"), may(again(role.user), "test.acts")) == (True, False)


def test_a_day_of_the_clock_on_the_wall_is_that_of_the_page_s_time_zone() -> None:
    @kept("day")
    def joined_on(day: date):
        return User.objects.filter(joined_at__date=day)

    person = UserFactory(name="Ash")
    User.objects.filter(pk=person.pk).update(joined_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert named(joined_on(date(2026, 11, 23))) == ["Ash"]
    with timezone.override("Asia/Tokyo"):
        assert named(joined_on(date(2026, 11, 23))) == []
        assert named(joined_on(date(2026, 11, 24))) == ["Ash"]


def test_what_reads_the_clock_is_not_kept() -> None:
    @kept()
    def joined_by_now():
        return User.objects.filter(joined_at__lte=timezone.now())

    UserFactory(name="Ash")
    assert named(joined_by_now()) == ["Ash"]
    UserFactory(name="Beech")
    assert named(joined_by_now()) == ["Ash", "Beech"]
    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame):
        _anew(lambda: User.objects.filter(joined_at__lte=timezone.now()))()


def _anew(build):
    return kept()(build)


def test_what_reckons_with_a_value_is_not_kept_by_it() -> None:
    def doubled(number: int):
        return School.objects.filter(pk=number * 2)

    school = SchoolFactory(name="Ash")
    if school.pk % 2:
        school = SchoolFactory(name="Ash")
    ask = kept("number")(doubled)
    assert named(ask(school.pk // 2)) == ["Ash"]
    assert named(ask(school.pk)) != ["Ash"]
    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame, match="reckons"):
        kept("number")(doubled)(school.pk)


def test_what_is_worded_by_a_value_is_not_kept_by_it() -> None:
    def worded(number: int):
        return School.objects.filter(pk=number) if number < 1000 else School.objects.all()

    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame, match="worded"):
        kept("number")(worded)(1)


def test_what_reads_something_that_nobody_tells_again_is_not_kept() -> None:
    def reading(user):
        return School.objects.filter(pk=per_request(("a whim", user.pk), lambda: 1))

    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame, match="a whim"):
        kept()(reading)(UserFactory())


def test_what_reads_the_roles_of_somebody_else_is_not_kept() -> None:
    other = UserFactory()
    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame, match="roles"):
        kept()(lambda user: School.objects.filter(pk__in=schools_of(other)))(UserFactory())


def test_rows_that_bring_objects_along_are_not_kept() -> None:
    school = SchoolFactory()
    with override_settings(QUESTIONS_ARE_PROVED=True):
        with pytest.raises(NotTheSame, match="along"):
            kept()(lambda: School.objects.prefetch_related(Prefetch("awards", School.objects.all())))()
        with pytest.raises(NotTheSame, match="along"):
            kept("number")(lambda number: school.awards.filter(pk=number))(1)


def test_a_thing_or_a_list_is_nothing_to_keep_a_question_by() -> None:
    for given in (SchoolFactory(), [1]):
        with pytest.raises(TypeError, match="kept by"):
            kept()(lambda of: School.objects.filter(pk__in=of))(given)


def test_other_rows_keep_it_by_their_own_sql(worked) -> None:
    @kept()
    def within(rows):
        worked.append(1)
        return School.objects.filter(pk__in=rows.values("pk"))

    for name in ("Ash", "Beech", "Ash"):
        SchoolFactory(name=name)
    answers = [named(within(School.objects.filter(name=name))) for name in ("Ash", "Beech", "Ash")]
    assert answers == [["Ash", "Ash"], ["Beech"], ["Ash", "Ash"]]
    assert len(worked) == 4


@pytest.fixture(name="of_number")
def _of_number(worked):
    """A question that is kept by its number."""

    @kept()
    def of_number(number: int):
        worked.append(number)
        return School.objects.filter(pk=number)

    return of_number


def test_no_more_is_kept_than_so_many(worked, of_number) -> None:
    for number in range(MOST_KEPT + 1):
        of_number(number)
    of_number(MOST_KEPT)
    assert len(worked) == 2 * (MOST_KEPT + 1)
    of_number(0)
    assert len(worked) == 2 * (MOST_KEPT + 2)


def test_what_is_asked_all_day_is_not_forgotten_for_what_is_asked_once(worked, of_number) -> None:
    for number in range(MOST_KEPT + 1):
        of_number(number)
        of_number(0)
    assert worked.count(0) == 2


def test_what_was_kept_yesterday_is_forgotten(of_number) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(9):
            of_number(number)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        of_number(0)
        assert len(of_number._known) == 1


def test_one_that_is_refused_by_chance_is_kept_the_next_time_and_one_that_always_is_no_more(worked) -> None:
    """A role that is given between the two workings-out, midnight between them: nothing is wrong with the question."""

    @kept()
    def by_chance():
        worked.append(1)
        return School.objects.all() if len(worked) == 2 else School.objects.filter(pk__gt=0)

    by_chance()
    by_chance()
    seen = len(worked)
    by_chance()
    assert len(worked) == seen

    @kept()
    def always():
        worked.append(1)
        return User.objects.filter(joined_at__lte=timezone.now())

    for _time in range(MOST_REFUSED):
        always()
    seen = len(worked)
    always()
    assert len(worked) == seen + 1


def test_a_text_or_nothing_among_the_values_is_a_part_of_the_question() -> None:
    ash, beech = SchoolFactory(name="Ash"), SchoolFactory(name="Beech")

    @kept("names")
    def called(names: tuple[str | None, ...]):
        return School.objects.filter(name=names[-1])

    assert [named(called((None, name))) for name in ("Ash", "Beech", "Ash")] == [["Ash"], ["Beech"], ["Ash"]]

    @kept("numbers")
    def last(numbers: tuple[int | None, ...]):
        return School.objects.filter(pk=numbers[-1])

    assert [named(last((None, school.pk))) for school in (ash, beech)] == [["Ash"], ["Beech"]]


def test_true_is_another_argument_than_one() -> None:
    @kept()
    def of(flag: object):
        return School.objects.all() if flag is True else School.objects.none()

    SchoolFactory()
    assert (len(of(True)), len(of(1)), len(of(True))) == (1, 0, 1)


def test_the_suite_finds_what_is_kept_by_too_little() -> None:
    there = []

    @kept()
    def worded_by_the_wind():
        return School.objects.filter(name="Ash") if there else School.objects.all()

    worded_by_the_wind()
    there.append(1)
    with override_settings(QUESTIONS_ARE_PROVED=True), pytest.raises(NotTheSame, match="wind"):
        worded_by_the_wind()
