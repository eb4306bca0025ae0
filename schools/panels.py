"""What schools adds to the programme page and to What needs me."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import first_moment
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.making import rows_of
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.waiting import Waits, waiting
from iqm_coe.notifications.models.outbox import Delivery
from schools import conf
from schools.enums import JoiningState
from schools.models.award import Award
from schools.models.joining import Joining
from schools.models.register import RegisterImport
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import reads_every_school, schools_of
from schools.selectors import people_shown, sees_people

AWARDS_SHOWN = 6
CONTACTS = 6
SHOWN_FOR = timedelta(days=30)


@tile("programme", order=30)
def schools_with_an_award(user: User, on: date) -> Tile:
    """Schools with a current award of a kind that qualifies for a Centre."""

    def rows() -> QuerySet[School]:
        awards = Award.objects.current(on).filter(kind__in=conf.qualifying_kinds.get())
        return School.objects.filter(Exists(awards.filter(school=OuterRef("pk"))))

    return Tile(_("Schools with a current award"), rows, address("schools:schools") + "?award=yes")


@panel("programme aside", order=10)
def awards_that_end(user: User, at: datetime, on: date) -> Panel:
    """The qualifying awards that end next."""
    return Panel("schools/_ending_soon.html", {"ending_soon": _ending(on)})


@kept("on")
def _ending(on: date) -> QuerySet[Award]:
    ending = Award.objects.current(on).filter(kind__in=conf.qualifying_kinds.get())
    return ending.select_related("school").order_by("valid_until", "pk")[:AWARDS_SHOWN]


@panel("work", order=10)
def my_schools(user: User, schools: list[School], on: date) -> Panel | None:
    """The schools where this person holds a role."""
    return Panel("schools/_mine.html", {"schools": schools, "number": len(schools_of(user))}) if schools else None


@kept("since")
def _joinings_of(user: User, since: datetime) -> QuerySet[Joining]:
    """What somebody asked for and waits to hear of, or was declined since; what was asked later says how it is."""
    shown = Q(state=JoiningState.ASKED) | Q(state=JoiningState.DECLINED, answered_at__gte=since)
    own = Joining.objects.filter(user=user)
    last = own.filter(shown).exclude(Exists(own.filter(school=OuterRef("school"), pk__gt=OuterRef("pk"))))
    return last.select_related("school").order_by("-asked_at", "-pk")[:AWARDS_SHOWN]


@panel("work", order=15)
def my_joinings(user: User, schools: list[School], on: date) -> Panel | None:
    """What this person has asked for and waits to hear of, and what they were told of late."""
    rows = _joinings_of(user, first_moment(on) - SHOWN_FOR)
    return Panel("schools/_my_joinings.html", {"joinings": rows}) if rows else None


@panel("school", order=50)
def mail_to_the_school(user: User, school: School, on: date) -> Panel | None:
    """What was written to the school and came to somebody of it, the last first, as far as this person may read it."""
    of = "message__audience_of"
    to_it = Q(**{f"{of}__schools__contains": school.pk}) | Q(**{f"{of}__school": school.pk})
    people = SchoolRole.objects.filter(school=school).values("user")
    rows = Delivery.objects.visible_to(user).filter(to_it | Q(message__audience="centre_people"), user__in=people)
    shown = rows.for_list().select_related("message", "user")
    return Panel("schools/_mail.html", {"rows": shown}, "mail", _("Mail")) if shown.exists() else None


def contacts(roles: Sequence[SchoolRole], *, names_schools: bool) -> Panel | None:
    """Whom to ring, beside the list of work: the first few."""
    shown = {"contacts": roles[:CONTACTS], "more": len(roles[CONTACTS:]), "names_schools": names_schools}
    return Panel("schools/_contacts.html", shown) if roles else None


@panel("preview", order=20)
def contacts_of_the_school(user: User, thing: Model, on: date) -> Panel | None:
    """Who works there, for whoever reads its people."""
    if not isinstance(thing, School) or not sees_people(user, thing):
        return None
    return contacts([role for role in people_shown(thing, user) if role.user.is_active], names_schools=False)


@panel("person", order=10)
def roles_at_schools(user: User, person: User, on: date) -> Panel | None:
    """What somebody holds and held at schools, what they hold now on top; each school leads to its page."""
    rows = person.school_roles.select_related("school").order_by(F("ended_at").desc(nulls_first=True), "-pk")
    shown = {"rows": rows, "on": on, "opens": reads_every_school(user)}
    return Panel("schools/_roles_of_person.html", shown) if rows else None


@waiting("registers", gettext_lazy("Registers to be read"))
def registers_in_the_reading(at: datetime) -> tuple[Waits, ...]:
    return (Waits(rows_of(RegisterImport).in_the_making(), "read_at"),)
