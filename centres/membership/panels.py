from datetime import date

from django.db.models import F, Model
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.membership.selectors import centre as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.next_steps import Step, next_step
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.undertakings import Undertaking, undertaking
from schools.models.school import School
from schools.panels import contacts
from schools.querysets import reads_every_school


@tile("programme", order=10)
def active_centres(user: User, on: date) -> Tile:
    """Centres at work."""
    url = address("membership:centres") + "?state=active"
    return Tile(_("Active Centres"), lambda: Centre.objects.filter(state=CentreState.ACTIVE), url)


@tile("programme", order=20)
def forming_centres(user: User, on: date) -> Tile:
    """Centres on their way to a decision."""
    url = address("membership:centres") + "?state=forming"
    return Tile(_("Centres forming"), lambda: Centre.objects.filter(state=CentreState.FORMING), url)


@panel("work", order=20)
def centres_of_my_schools(user: User, schools: list[School], on: date) -> Panel | None:
    """The Centres in which a person's own schools stand."""
    rows = selectors.centres_of_schools(schools, user)
    return Panel("membership/_mine.html", {"centres": rows}) if rows else None


@panel("person", order=20)
def centres_of_person(user: User, person: User, on: date) -> Panel | None:
    """Where somebody advises, assesses or pays, or did, with the days."""
    rows = person.centre_access.select_related("centre").order_by(F("until_at").desc(nulls_first=True), "-pk")
    shown = {"rows": rows, "opens": reads_every_school(user)}
    return Panel("membership/_centres_of_person.html", shown) if rows else None


@panel("preview", order=20)
def contacts_of_the_centre(user: User, thing: Model, on: date) -> Panel | None:
    """Who speaks for its schools, those of the lead school first."""
    if not isinstance(thing, Centre):
        return None
    speakers = sorted(selectors.contacts_of(thing), key=lambda role: role.school_id != thing.lead_school_id)
    return contacts(speakers, names_schools=True)


@next_step("work")
def begin_or_wait(user: User, schools: list[School], on: date) -> Step | None:
    """What somebody whose schools stand in no Centre can do, where nothing else waits for them."""
    if not schools or selectors.stands_somewhere(schools):
        return None
    words = _(
        "Your school stands in no Centre yet. Its coordinator or headteacher can begin one from the page of the "
        "school, or wait to be invited by another."
    )
    return Step(words, _("Open the page of my school"), reverse("schools:school", args=[schools[0].pk]))


@undertaking(order=90)
def how_long_it_binds(school: School, on: date) -> Undertaking:
    """Until the approval a school takes itself out again, and after it while its place waits for an award; else nobody
    does so by themselves. A report that does not maintain the membership ends it with the year (R25).
    """
    words = _(
        "Until IQM approves the application the school can leave again at any time, on the page of the Centre, and "
        "after that for as long as its place waits for its award; the lead school withdraws the application instead. "
        "Else it stays from the approval on, year after year, until it tells the IQM office that it wants to leave, "
        "or a report does not maintain its membership: then it ends with that year."
    )
    return Undertaking(_("How long it binds, and leaving"), words)
