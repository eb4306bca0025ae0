"""A request of somebody who is signed in: LoginRequiredMiddleware lets no other reach a view that is not marked."""

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.requests import PersonsRequest


class SignedInRequest(PersonsRequest):
    """For the type checker alone: at run time it is Django's request."""

    user: User
