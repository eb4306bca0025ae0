"""Who gives lines of work to colleagues."""

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import declare


def works_at_iqm(user: User, subject: object) -> bool:
    """Holds a role at IQM now; which lines they may give is asked of each."""
    return bool(user.iqm_roles)


PERMISSIONS = declare({"home.give_work": works_at_iqm})
