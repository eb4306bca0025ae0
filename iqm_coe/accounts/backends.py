"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from iqm_coe.accounts.models import User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """allauth's way of signing in; each request then reads the person with what every page asks of them."""

    def get_user(self, user_id: int) -> User | None:
        """The active person, their roles at IQM and whether they have a second factor, in one query."""
        found: User | None = User.objects.with_standing().filter(pk=user_id, is_active=True).first()
        if found is not None:
            found.iqm_roles = frozenset(found.kinds_of_role)
        return found
