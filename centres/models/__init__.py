"""The centres app's tables, one file per noun."""

from centres.models.application import (
    Agreement,
    Application,
    ChangeRequest,
    CriterionAnswer,
    EligibilityFinding,
    EvidenceLink,
)
from centres.models.centre import Centre, CentreAccess, CentreYear
from centres.models.invitation import CentreInvitation
from centres.models.membership import Membership
from centres.models.plan import Plan, PlanVersion

__all__ = [
    "Agreement",
    "Application",
    "Centre",
    "CentreAccess",
    "CentreInvitation",
    "CentreYear",
    "ChangeRequest",
    "CriterionAnswer",
    "EligibilityFinding",
    "EvidenceLink",
    "Membership",
    "Plan",
    "PlanVersion",
]
