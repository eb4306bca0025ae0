"""A Centre at a glance, and who can see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Window

from centres.membership.conditions import eligibility
from centres.membership.conditions.invitation import can_invite
from centres.membership.enums import CentreAccessKind, CentreInvitationState, CentreState, MembershipState
from centres.membership.models.centre import Centre
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.membership.querysets.centre import CentreQuerySet
from centres.membership.selectors.history import History, history_of, is_asked_for
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from schools.enums import SPEAKERS
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import schools_of
from schools.selectors import Reader, readers_in_order, readers_of_the_office, readers_speaking_for


@dataclass(frozen=True)
class CentrePage:
    """A Centre at a glance, as this person may see it; line, tabs, main and aside are what upper apps tell of it."""

    centre: Centre
    line: list[Panel]
    schools: list[eligibility.Eligibility]
    invitations: list[CentreInvitation]
    contacts: list[SchoolRole]
    leaving: frozenset[int]
    opened: frozenset[int]  # of the schools those whose page this person may open
    opens_people: bool  # whether the name of a contact leads to the page of the person
    tabs: list[Panel]
    main: list[Panel]
    aside: list[Panel]
    history: History | None  # where it is asked for: it asks every kind of thing that a Centre has
    can: dict[str, bool]


@kept("centre")
def centre_seen(user: User, centre: int) -> CentreQuerySet:
    """The Centre with what its page shows of it, if this person may see it."""
    seen = Centre.objects.visible_to(user).filter(pk=centre).select_related("lead_school")
    is_stopped = Exists(CentreFreeze.objects.standing().filter(centre=OuterRef("pk")))
    rows: CentreQuerySet = seen.annotate(is_stopped=is_stopped)
    return rows


def centre_page(centre: Centre, user: User, at: datetime, asked: Mapping[str, str]) -> CentrePage:
    """Who is in it, how each stands today, what has happened."""
    today = london_date(at)
    return CentrePage(
        centre=centre,
        line=panels_for("centre.line", user, centre, today),
        schools=eligibility.computed(centre, today),
        invitations=_invitations(centre, user) if centre.state == CentreState.FORMING else [],
        contacts=contacts_of(centre),
        leaving=_own_places(centre, user),
        opened=_opened(centre, user),
        opens_people=may(user, "accounts.read_audit"),
        tabs=panels_for("centre.tabs", user, centre, today),
        main=panels_for("centre.main", user, centre, today),
        aside=panels_for("centre.aside", user, centre, today),
        history=history_of(centre, user, asked) if is_asked_for(asked) else None,
        can={
            "invite": can_invite(centre, user),
            "freeze": may(user, "membership.freeze", centre),
            "transfer_lead": centre.state != CentreState.CLOSED and may(user, "membership.transfer_lead", centre),
        },
    )


def _invitations(centre: Centre, user: User) -> list[CentreInvitation]:
    """Schools that were asked and have not joined; who said yes stands among the schools."""
    asked = CentreInvitation.objects.visible_to(user).filter(centre=centre)
    waiting = asked.exclude(state=CentreInvitationState.ACCEPTED)
    return list(only_columns(waiting, "school__name", "school__town", "school__country").order_by("-pk"))


def contacts_of(centre: Centre) -> list[SchoolRole]:
    """Who speaks for each school, with how to reach them: what an adviser needs first."""
    return _speakers_in(centre.pk)


@kept("centre")
def _speakers_in(centre: int) -> QuerySet[SchoolRole]:
    schools = Membership.objects.belonging().filter(centre=centre).values("school")
    held = SchoolRole.objects.live().filter(school__in=schools, kind__in=SPEAKERS)
    shown = only_columns(held, "user__name", "user__email", "user__phone", "school__name", "school__telephone")
    return shown.order_by(in_order("school__name"), "kind", in_order("user__name"))


def _opened(centre: Centre, user: User) -> frozenset[int]:
    return frozenset(school for (school,) in _schools_seen_in(user, centre.pk))


@kept("centre")
def _schools_seen_in(user: User, centre: int) -> QuerySet[School, tuple[int]]:
    return School.objects.visible_to(user).filter(memberships__centre=centre).values_list("pk")


def _own_places(centre: Centre, user: User) -> frozenset[int]:
    """The places that this person may take out again: of schools they speak for, the lead school's aside."""
    if centre.state != CentreState.FORMING:
        return frozenset()
    own = schools_of(user, *SPEAKERS) - {centre.lead_school_id}
    places = centre.memberships.belonging().filter(school__in=own)
    return frozenset(places.values_list("pk", flat=True))


def readers_of(centre: Centre) -> list[Reader]:
    """Everybody who can see the Centre: the office, who speaks for its schools, its adviser, assessors and payers."""
    schools = centre.memberships.readable().values("school")
    access = readers_by_access(centre, *CentreAccessKind)
    return readers_in_order([*readers_of_the_office(), *readers_speaking_for(schools), *access])


def readers_by_access(centre: Centre, *kinds: CentreAccessKind) -> list[Reader]:
    """Those of these kinds to whom the Centre is open by an access row."""
    access = centre.access.live().filter(kind__in=kinds).select_related("user")
    return [Reader(one.user, str(one.get_kind_display())) for one in access]


CENTRES_SHOWN = 6


def _with(schools: Collection[int]) -> CentreQuerySet:
    """The Centres in which these schools stand or stood to its end."""
    states = [state for state in MembershipState if state != MembershipState.ENDED]
    places = Membership.objects.filter(school__in=schools, state__in=states)
    rows: CentreQuerySet = Centre.objects.filter(pk__in=places.values("centre"))  # each once, of several schools too
    return rows


def centres_of_schools(schools: list[School], user: User) -> list[Centre]:
    """The first of them that this person may open."""
    return _seen_of(user, tuple(school.pk for school in schools)) if schools else []


@kept("schools")
def _seen_of(user: User, schools: tuple[int, ...]) -> CentreQuerySet:
    seen = _with(schools).visible_to(user).for_list()
    first: CentreQuerySet = seen.annotate(of_all=Window(Count("pk")))[:CENTRES_SHOWN]
    return first


def stands_somewhere(schools: list[School]) -> bool:
    return bool(schools) and _with([school.pk for school in schools]).exists()
