"""Who may do what with the update of a review."""

from centres.membership.rules import is_free_staff
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import declare
from reviews.update.models.answer import Answer
from schools.enums import SPEAKERS
from schools.querysets import schools_acted_for
from schools.rules import heads, speaks_for


def writes(user: User, subject: Answer) -> bool:
    """Speaks for the school of the answer's review, or was given this element and is still of the school (R15)."""
    kinds = () if subject.given_to_id == user.pk else SPEAKERS
    return subject.review.school_id in schools_acted_for(user, *kinds)


PERMISSIONS = declare(
    {
        "update.write_answer": writes,
        "update.write_update": speaks_for,
        "update.declare_update": heads,
        "update.list_reviews": is_office,
        "update.keep_deadline": is_free_staff,
    }
)
