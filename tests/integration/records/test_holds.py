"""A legal hold is never deleted, and changes once: as it ends (R46o)."""

import pytest
from django.db import IntegrityError, transaction

from iqm_coe.records.flows import hold
from iqm_coe.records.models.hold import Hold
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
