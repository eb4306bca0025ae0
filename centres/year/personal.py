"""What a Centre's year keeps of a person: what they wrote and handed in."""

from iqm_coe.lib.personal import Told, personal

CENTRE = ("year__centre__name",)
PERSONAL = personal(
    {
        "year.Plan": Told(acted=("judged_by",), where=CENTRE),
        "year.PlanVersion": Told(own=("lodged_by",), where=("plan__year__centre__name",)),
        "year.Activity": Told(
            own=("planned_by", "updated_by", "recorded_by"), where=("centre__name",), without=("pages", "planned_from")
        ),
    }
)
