"""bin/lock --audit says what was looked up, and never that something passed which nobody looked at."""

import json

import pytest

from iqm_coe.embedded import audit

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
KNOWN = {"name": "pillow", "version": "13.0.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["13.0.1"]}]}
OPEN = {"name": "nh3", "version": "0.3", "vulns": [{"id": "PYSEC-2026-2", "fix_versions": []}]}
SKIPPED = {"name": "iqm", "skip_reason": "not found"}
VERDICTS = {
    "nothing known": ({"base": [CLEAN], "embedded": [CLEAN]}, 0),
    "something known": ({"base": [CLEAN, KNOWN], "embedded": [CLEAN]}, 1),
    "nobody answers": ({"base": None, "embedded": None}, 75),
    "half an answer": ({"base": [CLEAN], "embedded": None}, 75),
    "half an answer, and something known": ({"base": [OPEN], "embedded": None}, 1),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_verdict_tells_known_from_not_checked(case, capsys) -> None:
    told, ends_with = VERDICTS[case]

    assert audit.verdict(told) == ends_with

    said = capsys.readouterr().out
    assert ("NOT CHECKED" in said) is (None in told.values())
    assert "passed" not in said


def test_each_advisory_is_named_with_what_mends_it(capsys) -> None:
    audit.verdict({"base": [KNOWN, OPEN]})

    said = capsys.readouterr().out
    assert "requirements/base.txt: 2 packages looked up, 2 advisories." in said
    assert "  pillow 13.0.0: PYSEC-2026-1, mended in 13.0.1\n" in said
    assert "  nh3 0.3: PYSEC-2026-2, mended in nowhere yet\n" in said


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "{}",
        json.dumps({"dependencies": []}),
        json.dumps({"dependencies": [CLEAN, SKIPPED]}),
    ],
)
def test_answer_that_is_not_whole_is_none(text, tmp_path) -> None:
    answer = tmp_path / "answer.json"
    if text is not None:
        answer.write_text(text)

    assert audit.said(answer) is None


def test_whole_answer_is_taken(tmp_path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"dependencies": [CLEAN, KNOWN], "fixes": []}))

    assert audit.said(answer) == [CLEAN, KNOWN]
