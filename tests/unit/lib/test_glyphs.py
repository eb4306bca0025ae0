"""Signs that no font has are known, and never end as boxes in a document."""

import pytest

from iqm_coe.lib import typesetting
from iqm_coe.lib.glyphs import spelt_out, undrawable, undrawable_in_words
from tests.documents import errors_in, text_of

NOBODYS = "\U0001f8ff"  # a place in Unicode that holds no sign

SCRIPTS = {
    "emoji": "Well done 🎉 👩🏽‍🏫 ❤️ ✔ ★ 🇬🇧",
    "Chinese, Japanese, Korean": "你好世界 日本語 한국어",
    "Hindi": "नमस्ते दुनिया",
    "Bengali": "ওহে বিশ্ব",
    "Tamil": "வணக்கம்",
    "Thai": "สวัสดีชาวโลก",
    "Punjabi": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
    "Arabic": "مرحبا بالعالم، هذا اختبار",
    "Hebrew": "שלום עולם",
    "Amharic": "ሰላም",
    "Georgian": "გამარჯობა",
    "signs": "≤ ≥ ½ → ✓ ☐ ☑ • ▪ Łódź Ōsaka",
    "nobody's": NOBODYS,
}


def test_sign_that_no_font_has_is_named_once():
    assert undrawable(f"Abc {NOBODYS} é {NOBODYS}") == NOBODYS
    assert undrawable("Plain, Łódź, “quoted” – and\u200d joined\ufe0f.") == ""
    assert undrawable_in_words(f"Abc {NOBODYS}") == f"{NOBODYS} (U+1F8FF)"
    assert spelt_out(f"A {NOBODYS}.") == "A [U+1F8FF]."


@pytest.mark.rule("R27b")
def test_document_in_every_script_has_no_empty_box_and_no_fault():
    """On a machine without fonts for a script its numbers stand there instead."""
    parts = "".join(f"<h2>{name}</h2><p>{text}</p>" for name, text in SCRIPTS.items())
    page = f'<!doctype html><html lang="en-GB"><head><title>A</title></head><body><h1>A</h1>{parts}</body></html>'

    document = typesetting.typeset(page)

    assert errors_in(document) == []
    assert "[U+1F8FF]" in text_of(document)
    assert "\ufffe" not in text_of(document)


@pytest.mark.rule("R27b")
@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("✅ ❌ ❗", "✔ ✖ !"),
        ("🔴🟡🟢", "[red][yellow][green]"),
        ("⚠️ ❤️", "⚠\ufe0e ❤\ufe0e"),
        ("a🏽", "a"),
        ("1️⃣", "1"),
        ("🇬🇧", "GB"),
        ("© 2026 – “ä”", "© 2026 – “ä”"),
    ],
)
def test_picture_is_printed_in_type_so_that_it_can_be_read_aloud(text, printed):
    assert spelt_out(text) == printed
