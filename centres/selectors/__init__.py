"""The pages of Centres, one file a noun."""

from centres.selectors.application import (
    agreement_rows,
    application_of,
    application_page,
    forming_steps,
    funnel,
    letter_preview,
    still_missing,
)
from centres.selectors.centre import centre_page, centres_of_schools, contacts_of, readers_of
from centres.selectors.consultancy import hour_of, hours_that_wait, ledger_page, my_centres
from centres.selectors.finance import (
    finance_page,
    invoice_page,
    issuing,
    open_lines,
    payment_page,
    price_list,
    scale_on,
)
from centres.selectors.payments import paid_step, year_payments
from centres.selectors.year import line_of, plan_page, plan_rows, plans_step, year_page, years_of

__all__ = [
    "agreement_rows",
    "application_of",
    "application_page",
    "centre_page",
    "centres_of_schools",
    "contacts_of",
    "finance_page",
    "forming_steps",
    "funnel",
    "hour_of",
    "hours_that_wait",
    "invoice_page",
    "issuing",
    "ledger_page",
    "letter_preview",
    "line_of",
    "my_centres",
    "open_lines",
    "paid_step",
    "payment_page",
    "plan_page",
    "plan_rows",
    "plans_step",
    "price_list",
    "readers_of",
    "scale_on",
    "still_missing",
    "year_page",
    "year_payments",
    "years_of",
]
