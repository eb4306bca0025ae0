"""The rules of the house, read from the source: one writer of state, locked fetches, small files, known names."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from iqm_coe.lib.retention import declared_retention

PROJECT = Path(__file__).resolve().parents[2]
PRODUCT = ("iqm_coe", "schools", "centres", "reviews")
ROOMS = (
    *("centres/membership", "centres/year", "centres/billing", "centres/consultancy", "centres/application"),
    *("reviews/update", "reviews/visits", "reviews/reports"),
)
APPS = (
    *ROOMS,
    *("iqm_coe/lists", "iqm_coe/files", "iqm_coe/accounts", "iqm_coe/notifications", "iqm_coe/web"),
    *("iqm_coe/notes", "iqm_coe/records", "iqm_coe/home", "iqm_coe/operations", "schools"),
)
WRITER = "iqm_coe/lib/transitions.py"
MOST_LINES, MOST_LINES_A_FUNCTION, MOST_LINES_A_PAGE, MOST_SIGNS_A_LINE = 300, 45, 60, 120
# Where a library has no types, or one function serves things of every kind. It may only fall.
MOST_ANY = 97

MODULES = {
    *("__init__", "apps", "urls", "views", "admin", "periodic", "management", "migrations", "forms", "flows", "tasks"),
    *("signals", "receivers", "reminders", "worklist", "conf", "emails", "pdf", "selectors", "rules", "models"),
    *("querysets", "validators", "enums", "audiences", "filters", "lists", "panels", "search", "templatetags"),
    *("conditions", "navigation", "invariants", "retention", "events", "texts", "withdrawing", "personal"),
    *("leaving", "deadlines", "bulk", "history", "handouts"),
}
MODULES_OF_ONE_APP = {
    "iqm_coe/accounts": {
        *("backends", "devices", "factors", "middleware", "limits", "proof", "proving", "requests"),
        *("session_life", "session_store", "urls_of_factors", "openid", "arriving", "invited", "mailbox"),
    },
    "iqm_coe/notifications": {"adapter", "rendering", "smtp", "subjects", "due_acts"},
    "iqm_coe/lists": {"acts"},
    "iqm_coe/notes": {"about"},
    "iqm_coe/web": {"acts", "bodies", "context", "middleware", "pauses", "step_up", "storage"},
    "iqm_coe/operations": {
        "beat",
        "doctor",
        "spoken",
        "files",
        "manifest",
        "metrics",
        "middleware",
        "parts",
        "postgres",
        "proving",
        "pulse",
        "watch",
    },
    "iqm_coe/texts": {"kinds"},
    "iqm_coe/files": {"handed_in"},
    "schools": {"answering", "holding", "stopping", "naming"},
}
# The nouns of each app: the one stem of its files and folders of pages in every layer. A layer of one file holds all.
# Of the register the flows have a file for each step: the bytes, a row, the numbers, the tables.
REGISTER = ("register", "register_file", "register_row", "register_number", "register_store")
MEASURED = {"doctor", "metrics"}
NOUNS = {
    "centres/membership": {"centre", "freeze", "membership", "invitation", "access", "eligibility", "interest"}
    | {"history"},
    "centres/year": {"year", "plan", "adviser", "activity", "quota", "standing"},
    "centres/billing": {"fee", "charge", "payer", "invoice", "payment", "finance"},
    "centres/consultancy": {"ledger", "call", "adviser"},
    "centres/application": {"application", "criterion", "agreement", "eligibility"},
    "reviews/update": {"framework", "review", "answer", "target", "evidence"},
    "reviews/visits": {"assessor", "conflict", "visit", "date", "finding", "development", "succession"},
    "reviews/reports": {"report", "seal", "pack", "returning"},
    "schools": {"school", "award", "freeze", "cover", "leaver", "role", "invitation", "headship", "joining", *REGISTER},
    "iqm_coe/accounts": {"user", "role", "invitation", "sign_in", "setting", "event", "emergency", "factor_reset"}
    | {"provider", "sealing", "leaver"},
    "iqm_coe/notifications": {"outbox", "delivery", "reader", "server", "reminder", "hold", "deadline"},
    "iqm_coe/files": {"scan"},
    "iqm_coe/lists": {"saved_view", "batch"},
    "iqm_coe/records": {"withdrawal", "hold", "export", "erasure", "person", "clearing", "spelling"},
    "iqm_coe/notes": {"note"},
    "iqm_coe/texts": {"part", "kept", "text", "session", "look"},
    "iqm_coe/home": {"work", "done", "programme", "board", "public", "gallery", "my_year", "search", "preview"},
    "iqm_coe/operations": {"health", "fault", "heartbeat", "schedule", "waiting", "incident", "trial", "trail"}
    | {"backup", "restore", "copy", "access"}
    | MEASURED,
    "iqm_coe/web": {"errors"},
}
# An adviser is appointed in one room and looks at Centres in another; eligibility is asked in one, kept in another;
# access is given in one, and asked of a copy in another; the writing of schools is stopped in one, of Centres in
# another; somebody leaves a school, or IQM.
NOUNS_OF_TWO_ROOMS = {"access", "adviser", "eligibility", "freeze", "hold", "invitation", "leaver", "role"}
LAYERS = ("models", "querysets", "flows", "conditions", "views", "forms", "selectors", "emails", "pdf")
NO_NAMES = {"utils", "helpers", "services", "managers", "handlers", "common", "misc"}

# Read under another row's lock, or to compare and not to write.
WRITES = re.compile(r"/(flows/|receivers\.py|periodic\.py|tasks\.py)")
UNLOCKED = {
    "iqm_coe/records/flows/withdrawal.py Withdrawal.objects.get(pk=number)": "just written; nobody may change it",
}
LONG_PAGES = {"templates/gallery/gallery.html": "every component in every state stands on one page"}


def sources() -> Iterator[tuple[str, ast.Module, str]]:
    """Each file of the product: its path, its tree, its text. Migrations are made, not written."""
    for root in PRODUCT:
        for file in sorted((PROJECT / root).rglob("*.py")):
            if "migrations" not in file.parts:
                text = file.read_text()
                yield str(file.relative_to(PROJECT)), ast.parse(text), text


def writes_state(node: ast.AST) -> bool:
    """Whether this node assigns a `.state`, or updates, saves or sets a column of that name."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        flat = [one for target in targets for one in ast.walk(target)]
        return any(isinstance(one, ast.Attribute) and one.attr == "state" for one in flat)
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if called in {"update", "update_or_create"}:
        return any(keyword.arg == "state" for keyword in node.keywords)
    if called in {"save", "bulk_update", "setattr"}:
        return "'state'" in ast.unparse(node)
    return False


def unlocked_fetches(tree: ast.AST) -> list[str]:
    """Each `.get(` on a manager that does not say FOR UPDATE."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    fetches = [ast.unparse(node) for node in calls if node.func.attr == "get"]
    return [
        one for one in fetches if re.search(r"\.(objects|_default_manager)\b", one) and "select_for_update" not in one
    ]


def test_state_is_written_by_transitions_alone():
    found = {path: node.lineno for path, tree, _ in sources() for node in ast.walk(tree) if writes_state(node)}

    assert set(found) == {WRITER}, found


@pytest.mark.parametrize(
    "line",
    [
        "fresh.state = 'x'",
        "a, fresh.state = 1, 'x'",
        "rows.update(state='x')",
        "setattr(fresh, 'state', 'x')",
        "fresh.save(update_fields=['state'])",
    ],
)
def test_writing_of_state_is_found(line):
    assert any(writes_state(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.rule("R10b")
def test_a_step_names_a_permission_of_its_own_room_or_of_one_below():
    """So that no room knows by name what stands above it."""
    named = {
        (model._meta.app_label, step.permission.partition(".")[0])
        for model in apps.get_models()
        for step in getattr(model, "TRANSITIONS", {}).values()
        if step.permission
    }
    assert {(room, of) for room, of in named if room != of} == {("schools", "accounts")}


def test_what_writes_fetches_for_update():
    writes = ((path, tree) for path, tree, _ in sources() if WRITES.search(path))
    found = {f"{path} {fetch}" for path, tree in writes for fetch in unlocked_fetches(tree)}

    assert found == set(UNLOCKED)


def test_unlocked_fetch_is_found():
    locked, open_ = "M.objects.select_for_update().get(pk=1)", "M.objects.get(pk=1)"

    assert (unlocked_fetches(ast.parse(locked)), unlocked_fetches(ast.parse(open_))) == ([], [open_])


def test_files_are_short():
    assert [path for path, _, text in sources() if len(text.splitlines()) > MOST_LINES] == []


def test_functions_are_short():
    every = ((path, node) for path, tree, _ in sources() for node in ast.walk(tree))
    functions = [(path, node) for path, node in every if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    too_long = [(p, n.name) for p, n in functions if n.end_lineno - n.lineno + 1 > MOST_LINES_A_FUNCTION]

    assert too_long == []


SAYS_WHY = re.compile(r"(^|/)(flows|conditions|models|lib)/|(^|/)(rules|middleware)\.py$")


def test_modules_that_hold_rules_open_with_a_sentence():
    """Elsewhere the path says what a module is."""
    held = [(path, tree) for path, tree, text in sources() if text.strip() and SAYS_WHY.search(path)]

    assert len(held) > 100
    assert [path for path, tree in held if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("app", APPS)
def test_app_has_only_the_modules_of_the_house(app):
    found = {one.stem for one in (PROJECT / app).iterdir() if one.suffix == ".py" or one.is_dir()} - {"__pycache__"}

    assert found - MODULES - MODULES_OF_ONE_APP.get(app, set()) == set()


def stems(app: str) -> set[str]:
    """What the files of each layer of an app are called, and the folders of its pages."""
    files = {file.stem for layer in LAYERS for file in (PROJECT / app / layer).glob("*.py")} - {"__init__"}
    pages = {folder.name for folder in (PROJECT / "templates" / Path(app).name).glob("*") if folder.is_dir()}
    return files | pages


@pytest.mark.parametrize("app", NOUNS)
def test_a_noun_has_one_stem_in_every_layer_of_its_app(app):
    assert stems(app) == NOUNS[app]


def test_a_noun_belongs_to_one_app():
    counted = Counter(noun for nouns in NOUNS.values() for noun in nouns)

    assert {noun for noun, number in counted.items() if number > 1} == NOUNS_OF_TWO_ROOMS


def test_nothing_is_exported_twice():
    """Whoever wants a thing imports it from the file it stands in; Django alone looks for tables in a package."""
    exporting = {path for path, tree, _ in sources() if path.endswith("__init__.py") and tree.body[1:]}

    assert {path for path in exporting if not path.endswith("models/__init__.py")} == {"iqm_coe/__init__.py"}


def named_any(tree: ast.AST) -> int:
    """How often `Any` is named, imports left out; also in a type that stands in quotes."""
    hints = [getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")]
    parts = [part for hint in hints if hint for part in ast.walk(hint) if isinstance(part, ast.Constant)]
    quoted = sum(len(re.findall(r"\bAny\b", part.value)) for part in parts if isinstance(part.value, str))
    return quoted + sum(is_any(node) for node in ast.walk(tree))


def is_any(node: ast.AST) -> bool:
    """By its name, as a part of its module, or brought in under another name."""
    match node:
        case ast.Name(id="Any") | ast.Attribute(attr="Any"):
            return True
        case ast.alias(name="Any", asname=str()):
            return True
    return False


def test_any_stands_at_the_seams_alone():
    assert sum(named_any(tree) for _, tree, _ in sources()) <= MOST_ANY


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("rows: dict[str, Any] = {}", 1),
        ('def of(row: "Field[Any, Any]") -> Any: ...', 3),
        ("Told = Callable[[Any, date], bool]", 1),
        ("from typing import Any", 0),
        ("from typing import Any as Whatever", 1),
        ("told: typing.Any = None", 1),
        ('every = one_of(_("Any state"))', 0),
    ],
)
def test_any_is_found(line, number):
    assert named_any(ast.parse(line)) == number


def test_modules_have_names_that_say_something():
    assert [path for path, _, _ in sources() if Path(path).stem in NO_NAMES] == []


def templates() -> list[Path]:
    """The templates of pages; mails have to carry their styles with them."""
    return [one for one in sorted((PROJECT / "templates").rglob("*.html")) if "emails" not in one.parts]


def inline(text: str) -> list[str]:
    """Scripts, styles and handlers that stand in a page itself."""
    return re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']", text)


def test_templates_hold_no_inline_script_or_style():
    assert {str(one): found for one in templates() if (found := inline(one.read_text()))} == {}


@pytest.mark.parametrize("text", ["<script>x</script>", "<style>", '<p style="x">', '<a onclick="x">'])
def test_inline_script_or_style_is_found(text):
    assert len(inline(text)) == 1


ASKED_AGAIN = re.compile(r"\bdata-hx-(get|post)=")
WHAT_ASKS = '{% include "layouts/_asks_again.html" %}'


def with_all_parts(file: Path) -> str:
    """A template with every part that it includes by name."""
    text = file.read_text()
    parts = re.findall(r'{% include "([^"]+)"', text)
    return text + "".join(with_all_parts(PROJECT / "templates" / part) for part in parts)


def test_what_asks_again_for_a_part_is_fetched_where_a_part_is_asked_for_and_nowhere_else():
    """The other pages are spared it; a part without it would stand still for good."""
    pages = {file: with_all_parts(file) for file in templates() if "{% extends" in file.read_text()}
    asking = {file for file, text in pages.items() if ASKED_AGAIN.search(text)}
    assert asking == {file for file, text in pages.items() if WHAT_ASKS in text}
    assert len(asking) == 5


def test_page_templates_are_short():
    too_long = {
        str(one.relative_to(PROJECT))
        for one in templates()
        if "{% extends" in (text := one.read_text()) and len(text.splitlines()) > MOST_LINES_A_PAGE
    }

    assert too_long == set(LONG_PAGES)


def test_lines_of_templates_are_short():
    files = [file for file in sorted((PROJECT / "templates").rglob("*")) if file.suffix in {".html", ".txt"}]
    too_long = [
        f"{file.relative_to(PROJECT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if len(line) > MOST_SIGNS_A_LINE
    ]

    assert too_long == []


A_DAY_ALONE = re.compile(r"<td(?P<look>[^>]*)>\s*\{\{[^}]*\|short_(?:date|instant)[^}]*\}\}\s*</td>")


def days_that_break(text: str) -> list[str]:
    """The cells that are a day and may be broken into two lines (P29)."""
    return [cell[0] for cell in A_DAY_ALONE.finditer(text) if "whole" not in cell["look"]]


def test_a_day_in_a_table_stands_on_one_line():
    """Numbers are kept together by their class; documents have theirs."""
    pages = [one for one in templates() if "pdf" not in one.parts]
    assert {str(one): cells for one in pages if (cells := days_that_break(one.read_text()))} == {}


@pytest.mark.parametrize("text", ["<td>{{ row.at|short_instant }}</td>", '<td class="num">{{ on|short_date }}</td>'])
def test_a_day_that_breaks_is_found(text):
    assert days_that_break(text) == [text]


@pytest.mark.rule("R46c")
@pytest.mark.django_db
def test_every_model_says_how_long_it_is_kept_and_what_a_copy_leaves_out():
    kept = declared_retention()
    fields = {model._meta.label: {field.name for field in model._meta.get_fields()} for model in apps.get_models()}

    assert set(kept) == set(fields)
    assert [label for label, row in kept.items() if not row.keeps] == []
    assert {label: row.scrub for label, row in kept.items() if not set(row.scrub) <= fields[label]} == {}
