"""Who a session belongs to."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """allauth's way of signing in; each request then reads the person with what every page asks of them."""

    def get_user(self, user_id: int) -> User | None:
        """The active person, their roles at IQM and whether they have a second factor, in one query."""
        try:
            user: User = _people().get(pk=user_id, is_active=True)
        except User.DoesNotExist:
            return None
        user.iqm_roles = frozenset(user.kinds_of_role)
        return user


@cache
def _people() -> QuerySet[User]:
    """The question without the person, put together once: every request asks it."""
    users: QuerySet[User] = User.objects.with_standing()
    return users
