"""Who may lodge and judge plans, and appoint the adviser."""

from centres.membership.rules import coordinates, is_free_staff, leads
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import declare
from schools.enums import SchoolRoleKind
from schools.querysets import schools_acted_for


def lodges(user: User, subject: Plan) -> bool:
    """Coordinates the lead school, or the member that it has named for this plan (R14)."""
    return leads(user, subject) or subject.named_school_id in schools_acted_for(user, SchoolRoleKind.COORDINATOR)


PERMISSIONS = declare(
    {
        "year.record_activity": coordinates,
        "year.appoint_adviser": is_free_staff,
        "year.lodge_plan": lodges,
        "year.name_lodging_school": leads,
        "year.judge_plan": is_free_staff,
        "year.list_years": is_office,
        "year.list_plans": is_office,
        "year.list_activities": is_office,
        "year.read_board": is_office,
    }
)
