"""A legal hold is never deleted, and changes once: as it ends (R46o); pages of what it keeps say so."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from iqm_coe.records.flows import hold
from iqm_coe.records.models.hold import Hold
from tests import scene
from tests.clock import NOW, days
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return iqm_person("Ada", "administrator")


@pytest.mark.rule("R46o")
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.delete(),
        lambda rows: rows.update(reason="Another."),
        lambda rows: rows.update(subject_id=0),
        lambda rows: rows.update(begun_at=NOW - days(1)),
        lambda rows: rows.update(ended_at=NOW, ended_by=1, ended_reason="x", reason="Another."),
    ],
)
def test_hold_changes_by_nobody_but_as_it_ends(ada, change):
    one = hold.begin(person("Clara"), by=ada, at=NOW, reason="A court asked.")
    for _state in ("standing", "ended"):
        with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
            change(Hold.objects.filter(pk=one.pk))
        if one.ended_at is None:
            one = hold.end(one, by=ada, at=NOW, reason="The court is done.")
    with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
        Hold.objects.filter(pk=one.pk).update(ended_at=None, ended_by=None, ended_reason="")


@pytest.mark.rule("R46d")
@pytest.mark.parametrize("of", ["person", "school", "centre", "review"])
def test_page_of_what_a_hold_keeps_says_so_to_administrators(client, ada, of):
    there = scene.active()
    things = {
        "person": ("accounts:person", there.lead.coordinator),
        "school": ("schools:school", there.lead.school),
        "centre": ("membership:centre", there.centre),
        "review": ("update:review", there.review()),
    }
    name, thing = things[of]
    page = reverse(name, args=[thing.pk])
    client.force_login(ada)
    assert "A legal hold stands" not in client.get(page).text
    one = hold.begin(thing, by=ada, at=NOW, reason="A court asked.")
    held = client.get(page).text
    assert "A legal hold stands" in held
    assert "A court asked." in held
    assert reverse("records:end_hold", args=[one.pk]) in held
    assert "Place a legal hold" not in held
    if of != "person":
        client.force_login(there.lead.coordinator)
        assert "legal hold" not in client.get(page).text


@pytest.mark.rule("R46d")
def test_what_is_held_through_its_centre_can_be_held_itself(client, ada):
    there = scene.active()
    hold.begin(there.centre, by=ada, at=NOW, reason="A court asked.")
    client.force_login(ada)
    page = client.get(reverse("update:review", args=[there.review().pk])).text
    assert f"On {there.centre.name}" in " ".join(page.split())
    assert "Place a legal hold" in page
