"""Schools, and who holds a role at one, in the search from everywhere."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.search import Kind, Line, declare
from schools.enums import SchoolStatus
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import reads_every_school


def _schools(user: User) -> QuerySet[School]:
    return School.objects.visible_to(user).only("name", "town", "postcode", "country", "status")


def _school(school: School, user: User) -> Line:
    told = [part for part in (school.town, school.postcode) if part] or [school.country]
    if school.status != SchoolStatus.OPEN:
        told.append(school.status_label)
    return Line(school.name, reverse("schools:school", args=[school.pk]), ", ".join(told))


def _list_of_schools(user: User, text: str) -> str:
    return f"{reverse('schools:schools')}?{urlencode({'q': text})}"


def _roles(user: User) -> QuerySet[SchoolRole] | None:
    """Whoever works at a school is found by the office alone; the school's own page shows its people to the school."""
    if not reads_every_school(user):
        return None
    held = SchoolRole.objects.visible_to(user).held().select_related("user", "school")
    return held.only("kind", "title", "user__name", "school__name")


def _role(role: SchoolRole, user: User) -> Line:
    told = _("%(role)s, %(school)s") % {"role": role.title or role.get_kind_display(), "school": role.school.name}
    return Line(role.user.name, reverse("schools:people", args=[role.school_id]), told)


SCHOOLS = declare(
    10,
    Kind(
        title=gettext_lazy("Schools"),
        found_by=gettext_lazy("name, town, number, postcode or telephone"),
        rows=_schools,
        line=_school,
        says=("name", "town"),
        resembles=("name",),
        numbers=("postcode", "identifiers__value"),
        telephones=("telephone",),
        whole_list=_list_of_schools,
    ),
)
ROLES = declare(
    30,
    Kind(
        title=gettext_lazy("People at schools"),
        found_by=gettext_lazy("name or email address"),
        rows=_roles,
        line=_role,
        beside=("user__name", "user__email"),
        resembles=("user__name",),
    ),
)
