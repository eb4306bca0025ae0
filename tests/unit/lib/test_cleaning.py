"""What is taken out of every text that comes in, and what stays."""

import pytest

from iqm_coe.lib.cleaning import long_text, one_line, says_something

# typed or pasted, in a text of several lines, in one line
CLEANED = {
    "vertical tab": ("a\x0bb", "a\nb", "a b"),
    "form feed": ("a\x0cb", "a\nb", "a b"),
    "line separator": ("a\u2028b", "a\nb", "a b"),
    "paragraph separator": ("a\u2029b", "a\nb", "a b"),
    "next line": ("a\x85b", "a\nb", "a b"),
    "line break of a browser": ("a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d"),
    "empty lines": ("a\n\n\nb", "a\n\n\nb", "a b"),
    "tab": ("a\tb", "a\tb", "a b"),
    "bullet of Word": ("\uf0b7 a\n\uf0a7 b", "• a\n• b", "• a • b"),
    "control characters": ("a\x00\x01\x07\x1b\x1f\x7f\x80\x9fb", "ab", "ab"),
    "lone half of a pair": ("a\ud800b\udfff", "ab", "ab"),
    "no characters at all": ("a\ufffe\uffff\ufdd0\U0001ffff\U0010fffeb", "ab", "ab"),
    "byte order mark": ("\ufeffab", "ab", "ab"),
    "overrides and isolates": ("a\u202eb\u2066c\u2069\u202c", "ab\u2066c\u2069\u202c", "abc"),
    "an accent of its own": ("e\u0301cole", "école", "école"),
    "nothing but zero width": ("\u200b\u2060 \u00a0\u3164\ufe0f", "", ""),
}
SURVIVES = (
    "👩🏽‍🏫 and 👨‍👩‍👧‍👦 ❤️",
    "مدرسة النور",
    "בית ספר\u200e (2)",
    "می‌خواهم",
    "क्षेत्र",
    "한국어 학교",
    "O’Neill – “A”",
)


@pytest.mark.parametrize("case", CLEANED)
def test_text_is_cleaned_of(case):
    typed, lines, line = CLEANED[case]

    assert (long_text(typed), one_line(typed)) == (lines, line)


@pytest.mark.parametrize("case", CLEANED)
def test_clean_text_stays_as_it_is(case):
    _typed, lines, line = CLEANED[case]

    assert (long_text(lines), one_line(line)) == (lines, line)


@pytest.mark.parametrize("text", SURVIVES)
def test_every_script_and_every_emoji_survives(text):
    assert (long_text(text), one_line(text)) == (text, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", False), (" \u00a0\u2003", False), ("\u200b\u200d\u2060", False), ("\u2800\u3164", False), ("-", True)],
)
def test_what_nobody_would_see_says_nothing(text, says):
    assert says_something(text) is says
