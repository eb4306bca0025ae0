"""The components: what they refuse, what they say, and that the gallery shows each of them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import timezone

from iqm_coe.home.views import gallery
from iqm_coe.lib.templatetags import components, differences, shapes, words, year_cells

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
THEME = (ROOT / "static" / "css" / "theme.css").read_text()


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ---- what a component refuses ----


@pytest.mark.parametrize(
    "source",
    [
        '{% page_header title="Schools" colour="red" %}',
        '{% page_header "Schools" %}',
        "{% page_header %}",
        '{% status "good" %}',
        '{% banner tone="bad" %}{% endbanner %}',
        '{% stat_tile label="Schools" %}',
    ],
)
def test_component_with_wrong_properties_is_refused(source: str) -> None:
    with pytest.raises((TemplateSyntaxError, TypeError)):
        rendered(source)


def test_status_with_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="'green' is not a tone"):
        rendered('{% status tone="green" word="Current" %}')


def test_year_line_with_unknown_state_is_refused() -> None:
    with pytest.raises(KeyError):
        rendered("{% year_line steps=steps label='Year' %}", steps=[{"label": "Paid", "state": "maybe", "on": None}])


# ---- what a component says ----


def test_status_says_its_state_in_a_word_and_a_shape() -> None:
    html = rendered("{% status of=state %}", state={"tone": "bad", "label": "Late <b>"})
    assert words_of(html) == "Late &lt;b&gt;"
    assert 'class="shape"' in html


def test_tones_have_six_different_shapes() -> None:
    assert len(set(shapes.TONES.values())) == 6


def test_task_list_counts_what_is_done() -> None:
    items = [
        {"label": "One", "url": "/1", "status": {"tone": "good", "label": "Done"}},
        {"label": "Two", "url": "", "status": {"tone": "neutral", "label": "Cannot start yet"}},
        {"label": "Three", "url": "/3", "status": {"tone": "neutral", "label": "Skipped"}, "done": True},
    ]
    html = rendered("{% task_list items=items %}", items=items)
    assert "2 of 3 done" in words_of(html)
    assert html.count("<a ") == 2


def test_year_line_marks_the_first_step_that_is_late_or_due() -> None:
    html = rendered("{% year_line steps=steps label='Year' %}", steps=gallery.YEAR)
    assert html.count('aria-current="step"') == 1
    assert "is-late" in html.split('aria-current="step"')[0].rsplit("<li", 1)[1]


@pytest.mark.rule("R38e")
@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 9, 13), None),
        (date(2026, 9, 14), "Plans lodged"),
        (date(2026, 11, 19), "Plans lodged"),
        (date(2026, 11, 20), "Update"),
        (date(2026, 12, 3), "Visit"),
        (date(2026, 12, 4), "Report"),
        (date(2027, 8, 31), "Next year"),
        (date(2027, 9, 1), None),
        (None, None),
    ],
)
def test_year_line_marks_today_before_what_is_still_to_come(today: date | None, before: str | None) -> None:
    html = rendered("{% year_line steps=steps label='Year' today=today %}", steps=gallery.YEAR, today=today)

    if before is None:
        assert "Today" not in html
        return
    here, _tag, after = html.partition('aria-current="date">')[2].partition("</li>")
    assert "Today" in here
    assert f'datetime="{today.isoformat()}"' in here
    assert re.search(r'year-label"[^>]*>([^<]*)<', after).group(1) == before


def test_year_line_with_steps_that_have_no_day_marks_today_all_the_same() -> None:
    steps = [
        {"label": "Opened", "state": "done", "on": date(2026, 9, 1)},
        {"label": "Paid", "state": "due", "on": None},
        {"label": "Ends", "state": "coming", "on": date(2027, 8, 31)},
    ]
    days = {"today": date(2026, 10, 1), "steps": steps}
    html = rendered("{% year_line steps=steps label='Year' today=today %}", **days)
    assert html.index("Paid") < html.index("Today") < html.index("Ends")
    nothing = rendered("{% year_line steps=steps label='Year' today=today %}", today=days["today"], steps=[])
    assert "Today" not in nothing


def test_pager_keeps_the_filter_and_drops_the_page() -> None:
    page = Paginator(range(60), 25).page(2)
    html = rendered("{% pager page=page querystring='q=ash&page=2' %}", page=page)
    assert 'href="?q=ash&amp;page=3"' in html
    assert "26 to 50 of 60" in words_of(html)


def test_pager_of_one_page_is_silent() -> None:
    assert rendered("{% pager page=page %}", page=Paginator([1], 25).page(1)).strip() == ""


def test_sort_header_turns_round_and_goes_back_to_the_first_page() -> None:
    html = rendered("{% sort_header label='Name' field='name' current='name' querystring='q=a&page=3&o=name' %}")
    assert 'aria-sort="ascending"' in html
    assert 'href="?q=a&amp;o=-name"' in html


def test_table_frame_without_rows_says_the_next_step() -> None:
    page = Paginator([], 25).page(1)
    html = rendered(
        "{% table_frame caption='Schools' page=page empty_title='No school yet' %}<table></table>{% endtable_frame %}",
        page=page,
    )
    assert "No school yet" in html
    assert "<table>" not in html


def test_progress_says_how_far_it_is_and_why_it_went_no_further() -> None:
    source = "{% progress label='Pack' done=3 total=4 failed=failed %}"
    assert 'width="75"' in rendered(source, failed="")
    assert "is-failed" not in rendered(source, failed="")
    assert "The file is empty." in rendered(source, failed="The file is empty.")


def test_error_summary_links_each_mistake_to_its_field() -> None:
    class Form(forms.Form):
        name = forms.CharField(label="Name")

    html = rendered("{% error_summary form=form %}", form=Form({}))
    assert '<a href="#id_name">Name</a>' in html
    assert rendered("{% error_summary form=form %}", form=Form()).strip() == ""


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (forms.CharField(), "still here."),
        (forms.FileField(), "still here, apart from passwords and files."),
        (forms.CharField(widget=forms.PasswordInput), "still here, apart from passwords and files."),
    ],
)
def test_error_summary_speaks_of_passwords_and_files_where_there_are_any(box: forms.Field, said: str) -> None:
    form = type("Form", (forms.Form,), {"box": box})({})
    assert said in rendered("{% error_summary form=form %}", form=form)


def test_chart_bar_gives_lengths_in_share_of_the_greatest() -> None:
    html = rendered(
        "{% chart_bar title='T' rows=rows label_heading='Age' value_heading='Sum' %}",
        rows=[{"label": "a", "value": 8}, {"label": "b", "value": 2}, {"label": "c", "value": 0}],
    )
    assert re.findall(r'<rect class="bar" width="([^"]+)"', html) == ["100", "25", "0"]
    assert html.count("<tr>") == 4


def test_line_path_of_equal_values_stays_in_its_box() -> None:
    assert shapes.line_path([0, 0, 0]) == "M0.0 40.0L50.0 40.0L100.0 40.0"


# ---- words ----


@pytest.mark.parametrize(
    ("pounds", "said"),
    [(Decimal("1234.5"), "£1,234.50"), (0, "£0.00"), (Decimal("0.05"), "£0.05"), (-12, "−£12.00"), (None, "")],
)
def test_money_in_words(pounds: Decimal | int | None, said: str) -> None:
    assert words.money(pounds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 minutes"), (1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (95, "1 hour 35 minutes"), (None, "")],
)
def test_minutes_in_words(count: int | None, said: str) -> None:
    assert words.minutes(count) == said


def test_dates_in_words() -> None:
    assert words.long_date(date(2026, 11, 27)) == "Friday 27 November 2026"
    assert words.short_date(date(2026, 11, 7)) == "7 Nov 2026"
    assert words.long_date(None) == ""


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/London", "Friday 27 November 2026, 23:30 GMT"),
        ("Asia/Dubai", "Saturday 28 November 2026, 03:30 UTC+04"),
    ],
)
def test_instant_is_said_in_the_readers_zone(zone: str, said: str) -> None:
    with timezone.override(zone):
        assert words.instant(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("on", "said", "tone"),
    [
        (date(2026, 11, 24), "3 days late", "bad"),
        (date(2026, 11, 26), "1 day late", "bad"),
        (date(2026, 11, 27), "Due today", "attention"),
        (date(2026, 11, 28), "Due tomorrow", "attention"),
        (date(2026, 12, 4), "Due in 7 days", "attention"),
        (date(2026, 12, 5), "Due in 8 days", "neutral"),
    ],
)
def test_due_date_in_words(on: date, said: str, tone: str) -> None:
    today = date(2026, 11, 27)
    assert (words.due_words(on, today), words.due_tone(on, today)) == (said, tone)


# ---- the gallery ----


def test_gallery_shows_every_component_without_a_missing_variable() -> None:
    html = render_to_string("gallery/gallery.html", gallery.specimens())
    assert "MISSING TEMPLATE VARIABLE" not in html
    sources = "".join(path.read_text() for path in (TEMPLATES / "gallery").glob("*.html"))
    inside_others = {
        "breadcrumb",
        "pager",
        "error_summary",
        "part_of",
        "column_header",
        "list_rows",
        "filter_fields",
    } | {"list_neighbours"}
    tags = {*components.register.tags, *year_cells.register.tags} - inside_others
    assert {tag for tag in tags if f"{{% {tag} " not in sources} == set()
    assert {name for name in differences.register.filters if f"|{name}" not in sources} == set()


def test_index_of_the_gallery_names_each_of_its_parts_in_their_order() -> None:
    html = render_to_string("gallery/gallery.html", gallery.specimens())
    named = re.findall(r'<li><a href="#([a-z-]+)">', html.partition("</nav>")[0])
    assert named == re.findall(r'<section class="gallery-item" id="([a-z-]+)"', html)


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "404.html", "429.html", "500.html", "503.html", "csrf_failure.html"]
)
def test_error_page_comes_out_without_any_context(name: str) -> None:
    html = render_to_string(name)
    assert "<h1>" in html
    assert "MISSING TEMPLATE VARIABLE" not in html


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    found = [str(path) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text())]
    assert [name for name in found if "/emails/" not in name and "/pdf/" not in name] == []


# ---- the colours ----


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


LIGHT, DARK = (
    tokens(THEME.split(f"{opening}:root {{", 1)[1].split("}")[0])
    for opening in ("", "(prefers-color-scheme: dark) {\n  ")
)
TONES = ["neutral", "info", "waiting", "good", "attention", "bad"]
TEXTS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "link") for ground in ("paper", "surface", "surface-2", "teal-tint")],
    ("on-teal", "teal"),
    ("on-teal", "teal-strong"),
    ("teal-strong", "teal-tint"),
    ("on-header", "header"),
    ("on-header", "header-2"),
    ("on-danger", "danger"),
    ("bad-ink", "paper"),
    ("bad-ink", "surface"),
    *[(f"{tone}-ink", f"{tone}-tint") for tone in TONES],
    *[(f"{tone}-ink", ground) for tone in ("good", "neutral") for ground in ("paper", "surface", "surface-2")],
]
EDGES = [
    *[("edge", ground) for ground in ("paper", "surface", "surface-2")],
    *[("teal", ground) for ground in ("paper", "surface")],
    ("accent-deep", "surface"),
    ("focus-inner", "focus-outer"),
    *[(f"{tone}-edge", ground) for tone in TONES for ground in ("paper", "surface")],
]


def test_dark_names_each_colour_once_and_another_one() -> None:
    assert set(DARK) == set(LIGHT)
    assert DARK != LIGHT
    assert THEME.count(DARK["paper"]) == 1


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven(scheme: dict[str, str]) -> None:
    faint = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in TEXTS}
    assert {pair: round(ratio, 2) for pair, ratio in faint.items() if ratio < 7} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_control_edges_have_a_contrast_of_three(scheme: dict[str, str]) -> None:
    faint = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in EDGES}
    assert {pair: round(ratio, 2) for pair, ratio in faint.items() if ratio < 3} == {}
