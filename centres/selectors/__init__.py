"""The pages of Centres, one file a noun."""

from centres.selectors.application import agreement_rows, application_page, letter_preview
from centres.selectors.centre import centre_page, readers_of
from centres.selectors.year import line_of, plan_page, plan_rows, plans_step, year_page

__all__ = [
    "agreement_rows",
    "application_page",
    "centre_page",
    "letter_preview",
    "line_of",
    "plan_page",
    "plan_rows",
    "plans_step",
    "readers_of",
    "year_page",
]
