"""Centres in the search from everywhere."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.search import Kind, Line, declare


def _centres(user: User) -> QuerySet[Centre]:
    return Centre.objects.visible_to(user).select_related("lead_school").only("name", "state", "lead_school__name")


def _centre(centre: Centre, user: User) -> Line:
    told = {"school": centre.lead_school.name, "state": CentreState(centre.state).label}
    return Line(centre.name, reverse("membership:centre", args=[centre.pk]), _("Led by %(school)s, %(state)s") % told)


def _list_of_centres(user: User, text: str) -> str:
    return f"{reverse('membership:centres')}?{urlencode({'q': text})}"


CENTRES = declare(
    20,
    Kind(
        title=gettext_lazy("Centres"),
        found_by=gettext_lazy("name, or name of the lead school"),
        rows=_centres,
        line=_centre,
        says=("name",),
        beside=("lead_school__name",),
        resembles=("name",),
        whole_list=_list_of_centres,
    ),
)
