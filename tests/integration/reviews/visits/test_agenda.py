"""The agenda of a visit: the assessor's, and as it is once the visit is over."""

import pytest

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.versioned import written
from reviews.visits.conditions.visit import is_at_work
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit
from tests.clock import NOW
from tests.integration.reviews.reports.test_pages import page

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R21a")
def test_a_visit_is_at_work_until_it_is_finished_declined_or_called_off():
    written = {
        **dict.fromkeys(("appointed", "declared", "agreed", "held"), True),
        **dict.fromkeys(("done", "declined", "cancelled"), False),
    }

    assert {state: is_at_work(Visit(state=state)) for state in Visit.STATES.values} == written


@pytest.mark.rule("R21a")
def test_the_agenda_of_a_visit_that_was_called_off_stays_as_it_is(opened):
    opened.appoint().accept()
    assert "Write the agenda" in page(opened.assessor, "visits:visit", opened.visit.pk)
    visit_flows.write_agenda(opened.visit, written(agenda="9.00 Arrival"), by=opened.assessor, at=NOW)
    Visit.objects.filter(pk=opened.visit.pk).update(state="cancelled")

    with pytest.raises(Refused, match="its agenda stays as it is"):
        visit_flows.write_agenda(opened.visit, written(agenda="10.00 Arrival"), by=opened.assessor, at=NOW)

    assert Visit.objects.get().agenda == "9.00 Arrival"
    assert "Write the agenda" not in page(opened.assessor, "visits:visit", opened.visit.pk)
