"""Makes docs/accessibility.md from axe's runs over every page: `bin/test tests/browser/make_ledger.py`.

Named so that the suite does not collect it by itself: it writes a page of the docs.
"""

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import test_every_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
LEDGER = HERE.parent.parent / "docs" / "accessibility.md"
RUN = """async () => {
    const run = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
    return Object.fromEntries(["passes", "violations", "incomplete"].map((kind) =>
        [kind, run[kind].map((one) => [one.id, one.tags])]));
}"""
HEAD = """# Accessibility ledger

Made by `bin/test tests/browser/make_ledger.py` from axe's runs over {pages} pages at 1280 px, beside our own walks in
`tests/browser`. WCAG 2.2, levels A and AA, criterion by criterion. What machines cannot see is named as such: *to look
at by a person* has not been signed off by one.

| criterion | level | axe: rules that passed | axe: found wrong | also shown by | to look at by a person |
|---|---|---|---|---|---|
"""


def criterion_of(tag: str) -> str:
    """wcag143 is 1.4.3, wcag1412 is 1.4.12; other tags are none."""
    digits = tag.removeprefix("wcag")
    return f"{digits[0]}.{digits[1]}.{digits[2:]}" if digits.isdigit() and len(digits) > 2 else ""


def test_ledger_is_made(meet, monkeypatch) -> None:
    """Writes the page; a criterion that axe finds wrong fails it."""
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    pages = 0
    monkeypatch.setattr(test_every_page, "PARTS", 1)
    somebody = meet(reduced_motion="reduce")
    for _path in test_every_page.every_page(somebody, 0):
        pages += 1
        if not somebody.page.evaluate("'axe' in window"):
            somebody.page.evaluate(Axe().axe_script)
        for kind, rules in somebody.page.evaluate(RUN).items():
            for rule, tags in rules:
                for criterion in filter(None, map(criterion_of, tags)):
                    seen[criterion][kind].add(rule)
    criteria = tomllib.loads((HERE / "wcag.toml").read_text())["criteria"]
    LEDGER.write_text(
        HEAD.format(pages=pages) + "".join(row(number, one, seen[number]) for number, one in criteria.items())
    )
    assert {number for number, kinds in seen.items() if kinds["violations"]} == set()
    assert set(seen) <= set(criteria)


def row(number: str, one: dict[str, str], kinds: dict[str, set[str]]) -> str:
    """One line of the ledger."""
    passed = ", ".join(sorted(kinds["passes"])) or ("does not apply: " + one["absent"] if "absent" in one else "–")
    has_rule = any(kinds.values())
    wrong = ", ".join(sorted(kinds["violations"])) or ("nothing" if has_rule else "axe has no rule here")
    shown, person = one.get("shown", ""), one.get("person", "")
    return f"| {number} {one['name']} | {one['level']} | {passed} | {wrong} | {shown} | {person} |\n"
