"""Documents: tagged for whoever listens, from our own files alone."""

import io

import pikepdf
import pytest
from django.test import override_settings
from weasyprint import HTML

from iqm_coe.lib import pdf, tagging, typesetting
from iqm_coe.lib.templatetags.words import rich
from tests.documents import errors_in, text_of
from tests.unit.lib.test_rich_text import AROUND, HOSTILE

PAGE = """{% extends "pdf/base.html" %}
{% block title %}Invoice IQM-1{% endblock %}{% block running %}Invoice IQM-1{% endblock %}
{% block content %}<h1>Invoice IQM-1</h1><p>For the school at Łódź, <a href="https://a.example/">online</a>.</p>
<table><caption>Lines</caption><thead><tr><th>School</th><th class="num">Amount</th><th>State</th></tr></thead>
<tbody><tr><th>Oakfield</th><td class="num">600.00</td><td>paid</td></tr>
<tr><th>Elmfield</th><td class="num">600.00</td><td>late</td></tr>
<tr><th>Ashfield</th><td class="num">600.00</td><td>paid</td></tr></tbody></table>
<table><caption>One</caption><thead><tr><th>School</th><th>Town</th><th>State</th></tr></thead>
<tbody><tr><th>Oakfield</th><td>Ashford</td><td>paid</td></tr></tbody></table>
<dl class="facts"><dt>Due</dt><dd>1 May 2027</dd></dl>{% endblock %}"""


@pytest.fixture
def sheet(tmp_path, settings):
    (tmp_path / "sheet.html").write_text(PAGE)
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    with override_settings(TEMPLATES=templates):
        yield pdf.render("sheet.html", {})


def test_document_satisfies_three_checkers(sheet):
    assert errors_in(sheet) == []


def test_document_without_tags_is_found_out():
    bare = HTML(string="<title>x</title><p>nothing is tagged here").write_pdf()

    assert errors_in(bare) != []


def test_document_embeds_our_typeface(sheet):
    with pikepdf.open(io.BytesIO(sheet)) as document:
        fonts = {str(one["/BaseFont"]) for one in document.objects if _is_font(one)}

    assert fonts
    assert all("Atkinson" in name for name in fonts)


def _is_font(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/BaseFont" in one


def test_header_cells_say_what_they_head(sheet):
    with pikepdf.open(io.BytesIO(sheet)) as document:
        scopes = sorted(str(one["/A"]["/Scope"]) for one in tagging.structure(document) if one["/S"] == "/TH")

    assert scopes == ["/Column"] * 6 + ["/Row"] * 3  # in the table of one row, headers would outnumber cells


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:1/x.css", "file:///static/../manage.py", "file:///static/css/none.css"],
)
def test_document_reaches_for_nothing_but_static_files(address):
    with pytest.raises(typesetting.ForeignAddress):
        HTML(string=f'<link rel="stylesheet" href="{address}"><p>x', url_fetcher=typesetting.OwnFiles()).write_pdf()


@pytest.mark.rule("R16c", "R26a")
def test_hostile_texts_are_words_in_a_document():
    """Nothing that is typed starts anything where the document is opened: links lead to the web or to a mail."""
    body = "".join(f"<div>{rich(around.format(text))}</div>" for text in HOSTILE for around in AROUND)
    document = typesetting.typeset(
        f'<html lang="en-GB"><head><title>A</title></head><body><h1>A</h1>{body}</body></html>'
    )

    with pikepdf.open(io.BytesIO(document)) as opened:
        actions = [
            one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/URI" in one
        ]
        names = {str(key) for one in opened.objects if isinstance(one, pikepdf.Dictionary) for key in one}
    assert {str(one.URI).split(":")[0] for one in actions} <= {"http", "https", "mailto"}
    assert names.isdisjoint({"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/SubmitForm"})
    assert "alert(1)" in text_of(document)
