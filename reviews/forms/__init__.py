"""What is typed about reviews, one file a journey."""

from reviews.forms.report import (
    CodeForm,
    CorrectionsForm,
    FindingForm,
    JudgementForm,
    ReportForm,
    TargetForm,
)
from reviews.forms.update import AnswerForm, DeclareForm, FileForm, GiveForm, LinkForm, TargetProgressForm
from reviews.forms.visit import (
    AccreditForm,
    AgendaForm,
    AppointForm,
    DaysForm,
    FixForm,
    InterestsForm,
)

__all__ = [
    "AccreditForm",
    "AgendaForm",
    "AnswerForm",
    "AppointForm",
    "CodeForm",
    "CorrectionsForm",
    "DaysForm",
    "DeclareForm",
    "FileForm",
    "FindingForm",
    "FixForm",
    "GiveForm",
    "InterestsForm",
    "JudgementForm",
    "LinkForm",
    "ReportForm",
    "TargetForm",
    "TargetProgressForm",
]
