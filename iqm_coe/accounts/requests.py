"""A request of somebody who is signed in: LoginRequiredMiddleware lets no other reach a view that is not marked."""

from django.http import HttpRequest

from iqm_coe.accounts.models.user import User


class SignedInRequest(HttpRequest):
    """For the type checker alone: at run time it is Django's request."""

    user: User
