"""Who gives lines of work to colleagues, and reads what they did."""

from iqm_coe.accounts.enums import FINANCE, OFFICE
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import anyone_of, declare
from schools.rules import is_of_a_school


def works_at_iqm(user: User, subject: object) -> bool:
    """Holds a role at IQM now; which lines they may give is asked of each."""
    return bool(user.iqm_roles)


OF_THE_OFFICE = OFFICE | FINANCE


def is_of_the_office(user: User, subject: object) -> bool:
    """Staff, administrators and finance; assessors and advisers read what was done on the page of its thing."""
    return bool(user.iqm_roles & OF_THE_OFFICE)


reads_what_was_done = anyone_of(is_of_the_office, is_of_a_school)
PERMISSIONS = declare({"home.give_work": works_at_iqm, "home.see_done": reads_what_was_done}, reading={"home.see_done"})
