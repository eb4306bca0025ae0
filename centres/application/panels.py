from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from centres.application.querysets.application import reads_application
from centres.application.selectors import application as application_selectors
from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.membership.querysets.membership import MembershipQuerySet
from centres.year.selectors import year as year_selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from schools.models.school import School


def _with_adviser(places: MembershipQuerySet) -> MembershipQuerySet:
    """Each with its Centre, and the name, address and telephone of its adviser."""
    advisers = CentreAccess.objects.live().filter(kind=CentreAccessKind.ADVISER, centre=OuterRef("centre"))
    told = {f"adviser_{name}": Subquery(advisers.values(f"user__{name}")[:1]) for name in ("name", "email", "phone")}
    rows: MembershipQuerySet = places.annotate(**told).select_related("centre")
    return rows


@panel("school", order=10)
def our_centre(user: User, school: School, on: date) -> Panel | None:
    """The Centre in which the school stands, the questions it has been asked, or the way to begin. Nothing to whoever
    may not read in which it stands: that it stands in none would be untrue.
    """
    place = _with_adviser(Membership.objects.visible_to(user).belonging().filter(school=school)).first()
    asked = CentreInvitation.objects.visible_to(user).open().filter(school=school).for_list()
    stands = place is not None or Membership.objects.belonging().filter(school=school).exists()
    if stands and place is None and not asked:
        return None
    context = {
        "school": school,
        "stands": stands,
        "place": place,
        "asked": asked,
        "can_start": not stands and may(user, "membership.start", school),
    }
    return Panel("application/_our_centre.html", context, "centre", _("Centre"))


@panel("centre.line", order=10)
def way_to_the_decision(user: User, centre: Centre, on: date) -> Panel | None:
    """While no year runs: the way from the first school to the decision."""
    if any(year.holds(on) for year in year_selectors.years_of(centre)):
        return None
    application = application_selectors.application_of(centre)
    steps = application_selectors.forming_steps(application, application_selectors.changes_due_on(application), on)
    return Panel("application/_forming_line.html", {"steps": steps})


@panel("centre.aside", order=10)
def application_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """How the application stands, and the way to it."""
    application = application_selectors.application_of(centre)
    if not reads_application(user, application):
        return None
    context = {"application": application, "still_missing": application_selectors.still_missing(application)}
    return Panel("application/_application.html", context)


@panel("programme", order=10)
def applications_that_wait(user: User, subject: None, on: date) -> Panel:
    """The first applications that wait for a decision, and how many came how far."""
    waiting = application_selectors.waiting_for_staff()
    context = {
        "waiting": waiting[:APPLICATIONS_SHOWN],
        "number": len(waiting),
        "funnel": application_selectors.funnel(),
    }
    return Panel("application/_programme.html", context)


APPLICATIONS_SHOWN = 6
