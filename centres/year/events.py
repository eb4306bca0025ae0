from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from centres.year.enums import PlanKind
from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("year.plan", "lodge"): _("Lodged"),
        ("year.plan", "accept"): _("Accepted by IQM"),
        ("year.plan", "return"): _("Returned by IQM"),
        ("year.plan", "remind"): _("Reminded by hand"),
        ("year.plan", "more_time"): _("Given more time"),
        ("year.plan", "name_school"): _("Another school named to lodge it"),
        ("year.centreyear", "open"): _("The year opened"),
        ("year.activity", "plan"): _("An activity was planned"),
        ("year.activity", "write"): _("The activity was written on"),
        ("year.activity", "record"): _("The activity was recorded as held"),
        ("year.activity", "call_off"): _("The activity was called off"),
        ("year.activity", "take_up"): _("The activity was taken up again"),
    }
)


def _plan(named: str) -> str:
    """Which of the three plans, and of which Centre."""
    kind, _bar, centre = named.partition(" ")
    return f"{PlanKind(kind).label}, {centre}"


CALLED = called(
    {
        "year.plan": Called(
            year="year__number",
            named=Concat("kind", Value(" "), "year__centre__name"),
            says=_plan,
            address=lambda pk: address("year:plan", pk),
        ),
    }
)
