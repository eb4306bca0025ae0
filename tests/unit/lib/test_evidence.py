"""The form for a link: a web address, or a page of the product that is on offer."""

import pytest
from django.test import override_settings

from iqm_coe.lib.evidence import LinkForm, Pointer

PAGES = [Pointer("/plans/3/", "Year 1: Details of classroom research"), Pointer("/plans/4/", "x" * 250)]


def typed(**more: str) -> LinkForm:
    return LinkForm({"page": "", "url": "", "title": "", **more}, pages=PAGES)


@override_settings(SITE_URL="https://centres.example")
@pytest.mark.parametrize(
    ("more", "url", "title"),
    [
        ({"page": "/plans/3/"}, "https://centres.example/plans/3/", "Year 1: Details of classroom research"),
        ({"page": "/plans/3/", "title": "Ours"}, "https://centres.example/plans/3/", "Ours"),
        ({"page": "/plans/4/"}, "https://centres.example/plans/4/", "x" * 200),
        ({"url": "schools.example/film", "title": "A film"}, "https://schools.example/film", "A film"),
    ],
)
def test_link_is_a_page_on_offer_or_an_address(more: dict[str, str], url: str, title: str) -> None:
    form = typed(**more)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"url": url, "title": title}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({}, {"page"}),
        ({"title": "A film"}, {"page"}),
        ({"url": "schools.example"}, {"title"}),
        ({"page": "/plans/3/", "url": "schools.example", "title": "Both"}, {"__all__"}),
        ({"page": "/plans/5/"}, {"page"}),
        ({"url": "javascript:alert(1)", "title": "No"}, {"url"}),
        ({"page": "/plans/3/", "title": "x" * 201}, {"title"}),
    ],
)
def test_link_to_nothing_to_both_or_to_what_is_not_on_offer_is_refused(more: dict[str, str], where: set[str]) -> None:
    assert set(typed(**more).errors) == where


def test_form_without_pages_asks_for_an_address_alone() -> None:
    form = LinkForm({"page": "/plans/3/", "url": "", "title": "Ours"})
    assert set(form.fields) == {"url", "title"}
    assert set(form.errors) == {"url"}
