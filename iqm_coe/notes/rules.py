"""Who reads and writes what IQM notes for itself."""

from django.db.models import Model

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import declare
from iqm_coe.notes.about import is_of_the_office, reads_notes_of


def opens_notes(user: User, subject: object) -> bool:
    """Of the office; of which things is asked of each."""
    return is_of_the_office(user)


def notes(user: User, subject: Model) -> bool:
    """Of the office, sees the thing, and has and had no part in it (R48)."""
    return reads_notes_of(user, subject)


PERMISSIONS = declare({"notes.open_notes": opens_notes, "notes.write_notes": notes}, reading={"notes.open_notes"})
