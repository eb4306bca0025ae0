"""What holds of every list: it sorts by each column it offers, counts what it says, and is saved as it is shown."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.forms import CharField
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.filters import OneOf, Words
from iqm_coe.lib.lists.columns import Drawn
from iqm_coe.lib.lists.page import ShownList
from iqm_coe.lib.lists.questions import Asked
from iqm_coe.lib.lists.table import NO_MORE, ListTable, declared_lists, narrowed_list
from tests.clock import NOW
from tests.meta.cast import BACKEND, STAGES
from tests.proofs_of_person import prove
from tests.readers_of_lists import LISTS, READERS
from tests.whole import in_turns

MOST_QUERIES = 12
WRITTEN = 4  # into the trail, by whoever saves a list
STAGE = STAGES[-1]
# Saving a list is itself written into the trail.
NARROWED = {"accounts:audit": {"about": "membership.centre"}}
# All of it names things of every kind, and asks for each kind once.
OF_KINDS = {"accounts:audit": 20}
NEVER_SAID = {("billing:payments", "payer"), ("visits:assessors", "area")}  # by no row of this world
TICKED_OTHERWISE = {"billing:charges"}  # those that go on one invoice
OF_SCHOOLS = {"billing:my_invoices"}
STAGES_OF = {"billing:my_invoices": "paid"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(worlds_by_stage, db, monkeypatch):
    """An answer of a list to whoever sees most of it, with what was asked for it."""
    clients, noted = {}, []
    monkeypatch.setattr("iqm_coe.lib.lists.page.Asked", lambda *args: noted.append(Asked(*args)) or noted[-1])

    def signed_in(route: str) -> Client:
        client = Client()
        user = worlds_by_stage[STAGES_OF.get(route, STAGE)].people[READERS[route]]
        client.force_login(user, backend=BACKEND)
        session = client.session
        prove(session, user)
        session.save()
        return client

    def answer(route: str, **query):
        client = clients[route] = clients.get(route) or signed_in(route)
        response = client.get(reverse(route), query)
        assert response.status_code == HTTPStatus.OK, (route, query)
        response.asked = noted[-1]
        return response

    with time_machine.travel(NOW, tick=False):
        yield answer


def shown(response) -> ShownList:
    return response.context["list"]


def keys(listed: ShownList) -> list[int]:
    return [row.record.pk for row in listed.page]


def whole(response) -> ListTable:
    """All of the list, of which the answer is a page."""
    asked = response.asked
    return narrowed_list(asked.query, asked.table, asked.seen, asked.today)[0]


def offered() -> list[tuple[str, str]]:
    return [
        (route, name)
        for route, table in declared_lists().items()
        for name, column in table.base_columns.items()
        if column.orderable
    ]


def of_a_cell(value) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("route", LISTS)
def test_every_list_has_rows_here(ask, route):
    """Else nothing below says anything."""
    assert shown(ask(route)).page.paginator.count > (route not in STAGES_OF)


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_every_list_with_rows_is_walked_by_keys(ask, route):
    """Whether or not anything can be done with many of them at once."""
    answer, empty = ask(route), ask(route, row=10**9)

    for part in ("js/lists/rows.js", '<table class="table table-stack" data-rows>', " data-keys>"):
        assert (part in answer.text, part in empty.text) == (True, False), part


@pytest.mark.parametrize("route", sorted({*LISTS} - TICKED_OTHERWISE))
def test_ticked_rows_of_every_list_are_saved_alone_by_whoever_is_of_iqm(ask, route):
    """By the form as it stands, so without any script; somebody of a school alone ticks nothing."""
    answer = ask(route)
    ticks = [str(key) for key in keys(shown(answer))]
    if route in OF_SCHOOLS:
        assert 'class="tick"' not in answer.text
        return
    assert re.findall(r'<input [^>]*name="row" value="(\d+)" form="many"', answer.text) == ticks

    for kind in ("csv", "xlsx"):
        assert f'name="save" value="{kind}"' in answer.text
        told = {"route": route, "query": shown(answer).querystring, "row": ticks[:1], "save": kind}
        saved = answer.client.get(answer.client.post(reverse("lists:choose"), told).url)
        content = b"".join(saved.streaming_content)
        assert Event.objects.latest("pk").facts == {"list": route, "file": kind, "rows": 1}
        rows = load_workbook(io.BytesIO(content)).active.max_row if kind == "xlsx" else len(_lines(content))
        assert rows == 1 + 1, kind


def _lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("route", LISTS)
def test_every_list_that_is_empty_says_so_in_words_and_offers_nothing_to_do_with_its_rows(ask, route):
    answer = ask(route, row=10**9)

    title, text = shown(answer).nothing
    assert shown(answer).page.paginator.count == 0
    assert title == str(declared_lists()[route].empty)
    assert text == "Choose less, or show all."
    assert ">None<" not in answer.text
    assert "Save these rows" in answer.text
    assert 'id="many"' not in answer.text


@pytest.mark.parametrize("route", LISTS)
def test_every_list_says_what_will_stand_there_and_speaks_of_spelling_only_where_words_were_typed(ask, route):
    listed = replace(shown(ask(route)), is_for_others=False)
    to_come = str(declared_lists()[route].__dict__["empty_text"])

    assert listed.nothing[1] == to_come
    assert not re.search("spelling|filter|less|found", to_come)
    for name in listed.filter.form.fields if listed.filter else ():
        typed = replace(listed, filter=type(listed.filter)(QueryDict(f"{name}=2026-01-01"), today=NOW.date()))
        is_word = type(listed.filter.form.fields[name]) is CharField
        assert typed.nothing[1] == ("Look at the spelling, c" if is_word else "C") + "hoose less, or show all."


@pytest.mark.parametrize(("route", "name"), offered())
def test_list_sorts_both_ways_by_what_it_offers(ask, route, name):
    ascending, descending = ask(route, sort=name), ask(route, sort=f"-{name}")

    assert (shown(ascending).sort, shown(descending).sort) == (name, f"-{name}")
    for answer in (ascending, descending):
        assert keys(shown(answer)) == [row.pk for row in whole(answer).data.data[: len(shown(answer).page)]]
    up, down = _sorted(ascending, name), _sorted(descending, name)
    assert {key for key, _value in up} == {key for key, _value in down}
    filled = [value for _key, value in up if value is not None]
    assert filled == [value for _key, value in up][: len(filled)], "what is empty stands last"
    assert filled == sorted(filled)
    assert [value for _key, value in down][: len(filled)] == filled[::-1]


def _sorted(response, name: str) -> list[tuple[int, object]]:
    """Each row of the list in its order, with what the database sorted by."""
    listed = whole(response)
    by = listed.columns[name].column.by(is_descending=False).expression
    return list(listed.data.data.annotate(sorted_by=by).values_list("pk", "sorted_by"))


@pytest.mark.parametrize("route", LISTS)
def test_list_that_nobody_sorts_stands_as_its_rows_come_and_says_so(ask, route):
    answer = ask(route)
    listed = shown(answer)

    assert (listed.sort, listed.caption) == ("", str(listed.table.caption))
    assert keys(listed) == [row.pk for row in answer.asked.seen[: len(listed.page)]]


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_sorting_by_what_is_no_column_is_let_go(ask, route):
    as_it_stands = keys(shown(ask(route)))

    for sort in ("", "password", "-pk", "name; DROP", "school__name", "--name"):
        listed = shown(ask(route, sort=sort))
        if not listed.sort:
            assert keys(listed) == as_it_stands


def test_of_two_orders_the_first_is_in_force_and_said(ask):
    listed = shown(ask("schools:schools", sort=["nothing", "-pupils", "town"]))

    assert listed.sort == "-pupils"
    assert "pupils" in listed.caption
    assert keys(listed) == keys(shown(ask("schools:schools", sort="-pupils")))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "print"])
def test_choice_that_there_is_not_is_said_and_nothing_leaves(ask, kind):
    page = ask("schools:schools", status="bogus", **{"as": kind})

    assert page["Content-Type"].startswith("text/html")
    assert "bogus" in page.text
    assert Event.objects.filter(action="take_out").count() == 0


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_columns_are_chosen(ask, route):
    listed = shown(ask(route))
    some = [one.name for one in listed.choices()][-1]

    page = ask(route, column=some)

    titles = [bound.name for bound in listed.table.columns.iterall() if bound.column.is_title]
    assert {bound.name for bound in shown(page).table.columns} == {*titles, some}
    table = page.content.decode().rpartition("<tbody>")[2]
    assert table.count('<th scope="row"') == table.count("<td data-label") == len(listed.page)
    assert [one.name for one in shown(page).choices() if one.is_shown] == [some]


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_who_takes_every_column_away_keeps_what_the_row_is_called_and_nothing_else(ask, route):
    page = ask(route, column=NO_MORE)

    titles = [bound.name for bound in shown(page).table.columns.iterall() if bound.column.is_title]
    assert [bound.name for bound in shown(page).table.columns] == titles != []
    assert f'name="column" value="{NO_MORE}"' in page.text
    assert shown(ask(route, column="bogus")).choices() == shown(ask(route)).choices()


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_each_choice_leaves_as_many_rows_as_it_says(ask, route):
    listed = shown(ask(route))
    if not listed.filter:
        return
    compared = 0
    for name, counts in listed.counts.items():
        for code, number in counts.items():
            narrowed = shown(ask(route, **{name: code}))
            assert narrowed.page.paginator.count == number, (name, code)
            for other, others in narrowed.counts.items():
                for second, left in others.items() if other != name else ():
                    assert shown(ask(route, **{name: code, other: second})).page.paginator.count == left
            compared += number
    choices = [one for one in listed.filter.filters.values() if isinstance(one, OneOf)]
    assert compared or not choices


def words_of_columns() -> list[tuple[str, str, str]]:
    """Each filter into which words are typed that bears the name of a column, beside that column."""
    return [
        (route, name, of_column)
        for route, table in declared_lists().items()
        for name, one in (table.filters.base_filters if table.filters else {}).items()
        for of_column, column in table.base_columns.items()
        if isinstance(one, Words) and one.method is None and str(one.label) == str(column.saved_as)
        if (route, name) not in NEVER_SAID
    ]


@in_turns(3)
@pytest.mark.parametrize(("route", "name", "column"), words_of_columns())
def test_what_a_column_says_is_found_by_the_filter_of_its_name(ask, route, name, column):
    row = next(row for row in shown(ask(route)).page if of_a_cell(row.get_cell_value(column)))
    said = str(row.get_cell_value(column))

    found = shown(ask(route, **{name: said.upper()})).page.object_list
    assert row.record.pk in {one.record.pk for one in found}
    assert all(said in str(one.get_cell_value(column)) for one in found)
    assert not shown(ask(route, **{name: f"{said} and no more"})).page.object_list


def test_list_of_very_many_rows_says_how_many_and_counts_by_no_choice(ask, monkeypatch):
    told = {"status": "open"}
    few = shown(ask("schools:schools", **told))
    whole_number = shown(ask("schools:schools")).page.paginator.count

    monkeypatch.setattr("iqm_coe.lib.lists.questions.MOST_COUNTED", whole_number)
    assert shown(ask("schools:schools", **told)).counts == few.counts != {}
    monkeypatch.setattr("iqm_coe.lib.lists.questions.MOST_COUNTED", whole_number - 1)
    many = shown(ask("schools:schools", **told))
    assert many.counts == {}
    assert many.page.paginator.count == few.page.paginator.count == few.counts["status"]["open"]
    assert keys(many) == keys(few)


@pytest.mark.parametrize("route", LISTS)
def test_list_is_saved_as_it_is_shown(ask, route):
    """All rows and not one page, the columns that are shown, in the order of the page; days and numbers as such."""
    narrowed = NARROWED.get(route, {})
    page = ask(route, **narrowed)
    listed = whole(page)
    if route == "accounts:audit":
        listed.beside = {"told": {line.event.pk: line for line in in_sentences(listed.data.data, page.asked.user)}}
    columns = [bound for bound in listed.columns if bound.column.is_saved]
    heading = [str(bound.column.saved_as) for bound in columns]
    expected = [[row.get_cell_value(bound.name) for bound in columns] for row in listed.rows]

    comma = ask(route, **narrowed, **{"as": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(comma.streaming_content).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(b"".join(ask(route, **narrowed, **{"as": "xlsx"}).streaming_content)))
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]

    assert (rows[0], sheet[0]) == (heading, heading)
    assert len(rows) == len(sheet) == len(expected) + 1 > 1
    for told, cells in zip(expected, sheet[1:], strict=True):
        for cell, kept in zip(told, cells, strict=True):
            _same(cell, kept)


def test_what_is_drawn_is_saved_too_but_for_what_only_asks():
    """A cell that a template draws says nothing that the file lacks."""
    drawn = [
        f"{route} {name}"
        for route, table in declared_lists().items()
        for name, column in table.base_columns.items()
        if isinstance(column, Drawn) and not column.is_saved
    ]

    assert drawn == ["billing:charges chosen"]


def _same(cell, kept) -> None:
    match cell:
        case datetime():
            assert isinstance(kept, datetime)
        case date():
            assert (type(kept), kept.date()) == (datetime, cell)
        case Decimal() | int():
            assert (isinstance(kept, int | float), Decimal(str(kept))) == (True, Decimal(cell))
        case _:
            assert of_a_cell(kept) == of_a_cell(cell)


@in_turns(3)
@pytest.mark.rule("R44u")
@pytest.mark.parametrize("route", LISTS)
def test_who_saves_a_list_is_written_into_the_trail(ask, route, worlds_by_stage):
    before = Event.objects.count()
    rows = shown(ask(route)).page.paginator.count
    ask(route, **{"as": "print"})
    assert Event.objects.count() == before

    ask(route, **{"as": "xlsx"})

    event = Event.objects.latest("pk")
    assert (Event.objects.count(), event.action) == (before + 1, "take_out")
    assert event.facts == {"list": route, "file": "xlsx", "rows": rows}
    assert event.by == worlds_by_stage[STAGES_OF.get(route, STAGE)].people[READERS[route]]


@in_turns(3)
@pytest.mark.parametrize("route", LISTS)
def test_printed_list_has_all_rows_and_says_who_and_when(ask, route):
    listed = shown(ask(route))

    printed = ask(route, **{"as": "print"})

    assert len(shown(printed).page) == listed.page.paginator.count
    assert "saw it on Monday 23 November 2026" in printed.content.decode()


@pytest.mark.parametrize("route", LISTS)
def test_list_asks_few_questions_however_it_is_asked(ask, route):
    sortable = next((name for of, name in offered() if of == route), "")
    ask(route)
    for query in ({}, {"sort": sortable}, {"as": "csv"}, {"as": "xlsx"}, {"as": "print"}):
        with CaptureQueriesContext(connection) as captured:
            response = ask(route, **query)
            if response.streaming:
                b"".join(response.streaming_content)
        most = MOST_QUERIES + (WRITTEN if response.streaming else 0) + (OF_KINDS.get(route, 0) if "as" in query else 0)
        assert len(captured) <= most, [one["sql"][:200] for one in captured]
