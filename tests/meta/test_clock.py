"""Who may ask the clock: views, tasks and commands. Everything below is told which day and which instant it is, so that
no page has two todays (R13).
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.meta.test_house import PROJECT, sources

ASKING = {"now", "today", "utcnow", "localdate", "localtime", "time"}
OF_THE_CLOCK = {"timezone", "datetime", "date", "time"}
# Where a request, a job or a command comes in: here the day is looked up once and handed down.
DOORS = re.compile(
    r"(^|/)views(/|\.py$)|(^|/)(tasks|periodic|receivers|middleware)\.py$|/management/|^iqm_coe/embedded/"
    r"|^iqm_coe/web/context\.py$"
)
# Other places and why: what a living worker tells of itself is a fact of that very moment, not a day that rules count.
EXCEPTED = {
    "iqm_coe/lib/lists/page.py": "answers a request, as a view does: the day of the page",
    "iqm_coe/lib/kept_questions.py": "by what a question is kept: roles look the day up, whatever day the page has",
    "iqm_coe/lib/making.py": "signs of life of a worker, and how long it has been silent",
    "reviews/reports/flows/pack.py": "a worker's progress, told while it works",
    "iqm_coe/records/flows/export.py": "a worker's progress, told while it works",
    "reviews/reports/flows/seal.py": "a document that a worker has just made",
    "schools/holding.py": "whether a role is held at this very moment: a right is over with its day, whoever asks",
    "iqm_coe/accounts/arriving.py": "seconds that a browser's session keeps, asked by views and by allauth's signals",
    "iqm_coe/accounts/invited.py": "a page of invitations, where a request comes in",
    "iqm_coe/accounts/session_store.py": "whether a session lives at the moment of a request, as Django's own asks",
    "iqm_coe/accounts/mailbox.py": "seconds that a browser's session keeps of a link, asked by views",
    "iqm_coe/accounts/proof.py": "how long ago this session proved itself, in the seconds that allauth keeps of it",
    "iqm_coe/accounts/proving.py": "views of allauth's, where a request comes in",
    "iqm_coe/notifications/adapter.py": "allauth hands its mail over without an instant",
    "iqm_coe/operations/beat.py": "the clock itself",
    "iqm_coe/operations/watch.py": "a thread that begins by itself, as a task does",
    "iqm_coe/operations/pulse.py": "a worker's sign of life",
    "iqm_coe/operations/doctor.py": "whether a part works at the moment it is asked",
}
EXCEPTED_TEMPLATES: dict[str, str] = {}


def asks_the_clock(node: ast.AST) -> bool:
    """timezone.now(), date.today(), datetime.now(), timezone.localdate() without a value."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in OF_THE_CLOCK
        and not (node.func.attr in {"localdate", "localtime"} and node.args)
    )


def askers() -> Iterator[str]:
    for path, tree, _text in sources():
        if not DOORS.search(path) and any(asks_the_clock(node) for node in ast.walk(tree)):
            yield path


@pytest.mark.rule("R13g")
def test_below_views_and_tasks_nobody_asks_the_clock():
    assert set(askers()) == set(EXCEPTED)


@pytest.mark.parametrize("line", ["timezone.now()", "date.today()", "datetime.now(UTC)", "timezone.localdate()"])
def test_asking_is_found(line):
    assert any(asks_the_clock(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["timezone.localtime(value)", "page.now()", "timezone.override(zone)"])
def test_what_does_not_ask_is_left_alone(line):
    assert not any(asks_the_clock(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.rule("R13g")
def test_templates_do_not_ask_the_clock():
    asking = re.compile(r"{%\s*now\b|\|timesince\s*[|}%]|\|timeuntil\s*[|}%]|\|timesince\s")
    found = {
        str(file.relative_to(PROJECT))
        for file in (PROJECT / "templates").rglob("*")
        if file.is_file() and asking.search(file.read_text())
    }

    assert found == set(EXCEPTED_TEMPLATES)
