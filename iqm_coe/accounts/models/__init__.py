"""The accounts app's tables, one file per noun."""

from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.accounts.models.invitation import Invitation, IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User

__all__ = ["Event", "EventNote", "Invitation", "IqmInvitation", "IqmRole", "User"]
