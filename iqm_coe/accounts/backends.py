"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import kept


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """allauth's way of signing in; each request then reads the person with what every page asks of them."""

    def get_user(self, user_id: int) -> User | None:
        """The active person, their roles at IQM and whether they have a second factor, in one query."""
        for user in _with_standing(int(user_id)):
            user.iqm_roles = frozenset(user.kinds_of_role)
            return user
        return None


@kept("number")
def _with_standing(number: int) -> QuerySet[User]:
    """Each request asks it."""
    people: QuerySet[User] = User.objects.with_standing().filter(pk=number, is_active=True)
    return people
