"""Who keeps views of lists, shares them and lets go of them."""

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_administrator
from iqm_coe.lib.permissions import anyone_of, declare
from iqm_coe.lists.models.saved_view import SavedView


def is_signed_in(user: User, subject: object) -> bool:
    """A view holds nothing but how its owner looks at a list."""
    return user.is_active


def is_of_iqm(user: User, subject: object) -> bool:
    """Holds a role at IQM now."""
    return bool(user.iqm_roles)


def is_its_owner(user: User, subject: SavedView) -> bool:
    return subject.owner_id == user.pk


def tidies(user: User, subject: SavedView) -> bool:
    """An administrator lets go of what is shared, such as that of somebody who has left."""
    return subject.is_shared and is_administrator(user, subject)


PERMISSIONS = declare(
    {
        "lists.keep_view": is_signed_in,
        "lists.share_view": is_of_iqm,
        "lists.drop_view": anyone_of(is_its_owner, tidies),
        "lists.act_on_many": is_of_iqm,
    },
    reading={"lists.keep_view", "lists.share_view", "lists.drop_view"},
)
