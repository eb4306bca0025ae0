"""The reviews app's tables, one file per noun."""

from reviews.models.framework import Element, ElementMapping, Framework
from reviews.models.pack import Pack, PackFile
from reviews.models.review import Answer, AnswerFile, AnswerLink, AnswerVersion, Declaration, Review
from reviews.models.target import Target, TargetProgress

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerLink",
    "AnswerVersion",
    "Declaration",
    "Element",
    "ElementMapping",
    "Framework",
    "Pack",
    "PackFile",
    "Review",
    "Target",
    "TargetProgress",
]
