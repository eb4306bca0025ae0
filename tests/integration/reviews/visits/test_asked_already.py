"""The page that appoints says which schools have a visit, who was asked by whom, and when."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews.update.models.review import Review
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from tests.clock import NOW
from tests.meta.cast import BACKEND

pytestmark = pytest.mark.django_db


def page_that_appoints(opened, sent=None) -> str:
    client = Client()
    client.force_login(opened.second, backend=BACKEND)
    url = reverse("visits:appoint", args=[opened.year.pk])
    answer = client.post(url, sent) if sent else client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def filled_in(opened, *reviews) -> dict[str, object]:
    return {
        "reviews": [review.pk for review in reviews],
        "host": opened.lead.school.pk,
        "mode": "remote",
        "assessor": opened.assessor.pk,
    }


@pytest.mark.rule("R19j")
def test_a_year_without_a_school_to_visit_says_who_was_asked(opened):
    assert "Asked already" not in page_that_appoints(opened)
    opened.appoint(reviews=list(Review.objects.filter(year=opened.year)))

    words = page_that_appoints(opened)

    assert "Every school of this year that is to be visited has its visit" in words
    assert f"{opened.assessor.name} was asked by {opened.staff.name} on Monday 23 November 2026." in words
    assert reverse("visits:visit", args=[opened.visit.pk]) in words
    assert "Ask the assessor" not in words


@pytest.mark.rule("R19j")
def test_a_colleague_who_was_quicker_with_every_school_is_named(opened):
    everyone = list(Review.objects.filter(year=opened.year))
    opened.appoint(reviews=everyone)

    words = page_that_appoints(opened, filled_in(opened, *everyone))

    assert f"{opened.assessor.name} was asked by {opened.staff.name}" in words
    assert "Nobody was asked by what you sent." in words
    assert "Select a valid choice" not in words
    assert Visit.objects.count() == 1


@pytest.mark.rule("R19j")
def test_a_colleague_who_was_quicker_with_one_school_leaves_the_others(opened):
    opened.appoint()

    words = page_that_appoints(opened, filled_in(opened, *Review.objects.filter(year=opened.year)))

    assert "A school that you chose has a visit meanwhile." in words
    assert f"{opened.assessor.name} was asked by {opened.staff.name}" in words
    assert "Select a valid choice" not in words
    assert "Ask the assessor" in words
    assert Visit.objects.count() == 1


@pytest.mark.rule("R19j")
def test_a_visit_that_was_said_no_to_is_none_that_was_asked(opened):
    opened.appoint(reviews=list(Review.objects.filter(year=opened.year)))
    visit_flows.decline(opened.visit, reason="I am away.", by=opened.assessor, at=NOW)

    words = page_that_appoints(opened)

    assert "Ask the assessor" in words
    assert "Asked already" not in words
