"""A long document is laid out by a process of its own, with bounds."""

import pytest

from iqm_coe.lib import typesetting, typesetting_apart
from iqm_coe.lib.pdf import pages_of
from iqm_coe.lib.typesetting_apart import NotLaidOut, TooMuch, typeset_apart

PAGE = '<!doctype html><html lang="en-GB"><head><title>A</title></head><body><h1>A</h1>{}</body></html>'


def test_a_document_is_the_same_whoever_lays_it_out():
    page = PAGE.format("<p>Words.</p>" * 200)

    apart = typeset_apart(page)

    assert apart == typesetting.typeset(page) == typeset_apart(page)
    assert pages_of(apart) > 1


@pytest.mark.parametrize(("bound", "most"), [("MEMORY", 20 * 1024 * 1024), ("PATIENCE", 0.0001)])
def test_a_document_that_takes_too_much_is_stopped_and_says_so(bound, most, monkeypatch):
    monkeypatch.setattr(typesetting_apart, bound, most)

    with pytest.raises(TooMuch, match=r"laid out within|not ready after"):
        typeset_apart(PAGE.format("<p>Words.</p>" * 20))


def test_a_document_that_reaches_out_is_not_made():
    with pytest.raises(NotLaidOut, match="static files alone"):
        typeset_apart(PAGE.format('<img src="http://127.0.0.1:1/x.svg" alt="">'))
