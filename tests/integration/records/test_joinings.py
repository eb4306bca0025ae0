"""What somebody wrote to join a school, and why they were declined, can be withdrawn and held (R46)."""

import pytest

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.withdrawing import MARK, Place
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.flows import hold
from iqm_coe.records.flows import withdrawal as flows
from schools.models.joining import Joining
from tests.clock import NOW
from tests.factories.schools import JoiningFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

WHY = "A pupil was named."


@pytest.fixture
def ada():
    return iqm_person("Ada", "administrator")


@pytest.mark.rule("R46d")
def test_what_somebody_wrote_to_join_a_school_and_why_not_are_withdrawn(ada):
    by = person("Decides")
    declined = {"state": "declined", "answered_at": NOW, "answered_by": by, "answer": "Zeb Quill knows nobody."}
    one = JoiningFactory(words="I teach Zeb Quill.", **declined)
    places = conditions.found("Zeb Quill")
    assert set(places) == {Place("schools_joining", column, one.pk) for column in ("words", "answer")}

    flows.withdraw_passage(list(places), "Zeb Quill", by=ada, at=NOW, reason=WHY)

    kept = Joining.objects.get(pk=one.pk)
    assert (kept.words, kept.answer) == (f"I teach {MARK}.", f"{MARK} knows nobody.")


@pytest.mark.rule("R46k")
@pytest.mark.parametrize("of", ["user", "school", "answered_by"])
def test_hold_keeps_a_request_to_join(ada, of):
    by = person("Decides")
    told = {"state": "declined", "answered_at": NOW, "answered_by": by, "answer": "Zeb Quill knows nobody."}
    one = JoiningFactory(words="I teach Zeb Quill.", **told)
    hold.begin(getattr(one, of), by=ada, at=NOW, reason="A court asked.")
    with pytest.raises(Refused, match="A legal hold stands"):
        flows.withdraw_passage(list(conditions.found("Zeb Quill")), "Zeb Quill", by=ada, at=NOW, reason=WHY)
