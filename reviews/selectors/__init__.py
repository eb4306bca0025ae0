"""The pages of reviews, one file a noun."""

from reviews.selectors.pack import packs_panel
from reviews.selectors.report import (
    FindingPage,
    PlanPage,
    ReportPage,
    can_record,
    confirmation,
    finding_page,
    judgement_of,
    notebook,
    plan_page,
    readable,
    report_page,
)
from reviews.selectors.update import (
    ElementPage,
    declaration_page,
    element_page,
    read_through,
    review_page,
    reviews_of_year,
    update_step,
)
from reviews.selectors.visit import (
    assessors,
    my_visits,
    to_appoint,
    visit_page,
    visit_schools,
    visit_steps,
    visits_of_year,
)

__all__ = [
    "ElementPage",
    "FindingPage",
    "PlanPage",
    "ReportPage",
    "assessors",
    "can_record",
    "confirmation",
    "declaration_page",
    "element_page",
    "finding_page",
    "judgement_of",
    "my_visits",
    "notebook",
    "packs_panel",
    "plan_page",
    "read_through",
    "readable",
    "report_page",
    "review_page",
    "reviews_of_year",
    "to_appoint",
    "update_step",
    "visit_page",
    "visit_schools",
    "visit_steps",
    "visits_of_year",
]
