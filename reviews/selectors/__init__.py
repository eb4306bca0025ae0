"""The pages of reviews, one file a noun."""

from reviews.selectors.pack import packs_panel
from reviews.selectors.record import (
    FindingPage,
    PlanPage,
    can_record,
    finding_page,
    judgement_of,
    notebook,
    plan_page,
)
from reviews.selectors.report import (
    ReportPage,
    confirmation,
    readable,
    report_page,
    report_step,
    reports_in_the_making,
    step_after_the_visit,
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
from reviews.selectors.visit import after_the_update, visit_page, visit_schools
from reviews.selectors.visits import assessors, my_visits, offered_days, to_appoint, visit_step, visits_of_year

__all__ = [
    "ElementPage",
    "FindingPage",
    "PlanPage",
    "ReportPage",
    "after_the_update",
    "assessors",
    "can_record",
    "confirmation",
    "declaration_page",
    "element_page",
    "finding_page",
    "judgement_of",
    "my_visits",
    "notebook",
    "offered_days",
    "packs_panel",
    "plan_page",
    "read_through",
    "readable",
    "report_page",
    "report_step",
    "reports_in_the_making",
    "review_page",
    "reviews_of_year",
    "step_after_the_visit",
    "to_appoint",
    "update_step",
    "visit_page",
    "visit_schools",
    "visit_step",
    "visits_of_year",
]
