"""The reviews app's tables, one file per noun."""

from reviews.models.assessor import Accreditation
from reviews.models.development import DevelopmentPlan, PlanSignature
from reviews.models.finding import Finding, TargetJudgement
from reviews.models.framework import Element, ElementMapping, Framework
from reviews.models.pack import Pack, PackFile
from reviews.models.report import Condition, FactualCheck, Report, ReportSection, SealedReport
from reviews.models.review import Answer, AnswerFile, AnswerLink, AnswerVersion, Declaration, Review
from reviews.models.target import Target, TargetProgress, TargetProgressVersion
from reviews.models.visit import DateProposal, DateRound, Visit, VisitedReview

__all__ = [
    "Accreditation",
    "Answer",
    "AnswerFile",
    "AnswerLink",
    "AnswerVersion",
    "Condition",
    "DateProposal",
    "DateRound",
    "Declaration",
    "DevelopmentPlan",
    "Element",
    "ElementMapping",
    "FactualCheck",
    "Finding",
    "Framework",
    "Pack",
    "PackFile",
    "PlanSignature",
    "Report",
    "ReportSection",
    "Review",
    "SealedReport",
    "Target",
    "TargetJudgement",
    "TargetProgress",
    "TargetProgressVersion",
    "Visit",
    "VisitedReview",
]
