"""People in the search from everywhere, for the office: an administrator reads their page, staff what stands open."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import UserQuerySet
from iqm_coe.accounts.rules import is_administrator
from iqm_coe.lib.personal import DOMAIN
from iqm_coe.lib.search import Kind, Line, declare


def _people(user: User) -> UserQuerySet | None:
    if not OFFICE & user.iqm_roles:
        return None
    seen: UserQuerySet = User.objects.followed_by(user).exclude(email__endswith=f"@{DOMAIN}")
    return seen.only("name", "email")


def _person(person: User, user: User) -> Line:
    page = "accounts:person" if is_administrator(user, person) else "accounts:leaver"
    return Line(person.name, reverse(page, args=[person.pk]), person.email)


def _list_of_people(user: User, text: str) -> str:
    return f"{reverse('accounts:people')}?{urlencode({'q': text})}" if is_administrator(user, None) else ""


PEOPLE = declare(
    35,
    Kind(
        title=gettext_lazy("People"),
        found_by=gettext_lazy("name or email address"),
        rows=_people,
        line=_person,
        says=("name", "email"),
        resembles=("name",),
        whole_list=_list_of_people,
    ),
)
