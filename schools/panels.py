"""What schools adds to the programme page and to What needs me."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.tiles import Tile, tile
from schools import conf
from schools.models.award import Award
from schools.models.school import School

AWARDS_SHOWN = 6


@tile("programme", order=30)
def schools_with_an_award(user: User, on: date) -> Tile:
    """Schools with a current award of a kind that qualifies for a Centre."""
    awards = Award.objects.current(on).filter(kind__in=conf.qualifying_kinds.get())
    rows = School.objects.filter(Exists(awards.filter(school=OuterRef("pk"))))
    return Tile(_("Schools with a current award"), rows, reverse("schools:schools") + "?award=yes")


@panel("programme aside", order=10)
def awards_that_end(user: User, subject: None, on: date) -> Panel:
    """The qualifying awards that end next."""
    ending = Award.objects.current(on).filter(kind__in=conf.qualifying_kinds.get())
    rows = ending.select_related("school").order_by("valid_until", "pk")[:AWARDS_SHOWN]
    return Panel("schools/_ending_soon.html", {"ending_soon": list(rows)})


@panel("work", order=10)
def my_schools(user: User, schools: list[School], on: date) -> Panel | None:
    """The schools where this person holds a role."""
    return Panel("schools/_mine.html", {"schools": schools}) if schools else None
