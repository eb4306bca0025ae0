"""Which addresses take files: by hand, and every form with a file stands at one of them (A8)."""

import inspect
from collections.abc import Callable, Iterator

import pytest
from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from iqm_coe.lib.bodies import ANONYMOUS, OF_A_FILE, ORDINARY, most_of
from iqm_coe.lib.files import MOST_BYTES
from schools import forms as schools_forms
from tests.meta.every_form import form_classes

View = Callable[..., HttpResponse]
TAKING = {"year:lodge_plan": 25 * 1024**2, "update:add_file": 25 * 1024**2, "schools:register": 101 * 1024**2}
ONLY_SHOWN = {"SpecimenForm"}  # in the gallery, whose page takes no form


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, View]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}", each.callback
        else:
            yield from routes(each, f"{each.namespace}:" if each.namespace else space)


@pytest.mark.rule("R44z")
def test_only_these_addresses_take_more_than_a_form():
    assert {name: most_of(view) for name, view in routes(get_resolver()) if most_of(view) != ORDINARY} == TAKING


@pytest.mark.rule("R44z")
def test_every_form_with_a_file_stands_at_one_of_them():
    with_file = {
        form.__name__
        for form in form_classes()
        if any(isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values())
    }
    views = dict(routes(get_resolver()))
    named = {
        form for form in with_file if any(form in inspect.getsource(inspect.unwrap(views[name])) for name in TAKING)
    }

    assert len(with_file) >= len(TAKING)
    assert with_file - named == ONLY_SHOWN


@pytest.mark.rule("R44z")
def test_a_form_says_itself_that_a_file_is_too_large():
    assert ANONYMOUS < ORDINARY < MOST_BYTES < OF_A_FILE
    assert TAKING["schools:register"] > schools_forms.MOST_BYTES
