"""What is typed about Centres: their applications and years, their money, their consultancy."""

from centres.forms.centre import (
    AdviserForm,
    AnswerForm,
    ApproveForm,
    ChangesForm,
    DeclineForm,
    EvidenceForm,
    InviteSchoolForm,
    JudgePlanForm,
    LodgePlanForm,
    NameSchoolForm,
    ReturnPlanForm,
    StartForm,
    TransferLeadForm,
    fit_advisers,
)

__all__ = [
    "AdviserForm",
    "AnswerForm",
    "ApproveForm",
    "ChangesForm",
    "DeclineForm",
    "EvidenceForm",
    "InviteSchoolForm",
    "JudgePlanForm",
    "LodgePlanForm",
    "NameSchoolForm",
    "ReturnPlanForm",
    "StartForm",
    "TransferLeadForm",
    "fit_advisers",
]
