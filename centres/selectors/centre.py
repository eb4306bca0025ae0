"""A Centre at a glance, and who can see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from centres.enums import (
    OPEN_FOR_WRITING,
    ApplicationState,
    CentreInvitationState,
    CentreState,
)
from centres.flows import application as application_flows
from centres.flows import eligibility
from centres.models import (
    Application,
    Centre,
    CentreAccess,
    CentreInvitation,
    CentreYear,
)
from centres.querysets import reads_application
from centres.selectors.timeline import told
from centres.selectors.year import line_of
from iqm_coe.accounts.models import IqmRole, User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from schools.enums import SPEAKERS
from schools.models import SchoolRole
from schools.querysets import READS_EVERY_SCHOOL, schools_of


@dataclass(frozen=True)
class CentrePage:
    """A Centre at a glance, as this person may see it."""

    centre: Centre
    application: Application
    year: CentreYear | None
    years: list[CentreYear]
    steps: Sequence[Any]
    schools: list[eligibility.Eligibility]
    invitations: list[CentreInvitation]
    adviser: CentreAccess | None
    contacts: list[SchoolRole]
    leaving: frozenset[int]
    still_missing: int
    events: list[dict[str, Any]]
    can: dict[str, bool]


def centre_page(centre: Centre, user: User, at: datetime) -> CentrePage:
    """Who is in it, how each stands today, what has happened."""
    today = london_date(at)
    application = centre.application
    years = list(centre.years.all())
    year = next((one for one in years if one.holds(today)), None)
    return CentrePage(
        centre=centre,
        application=application,
        year=year,
        years=years,
        steps=line_of(year, user, today) if year else forming_steps(application),
        schools=eligibility.computed(centre, today),
        invitations=_invitations(centre, user) if centre.state == CentreState.FORMING else [],
        adviser=CentreAccess.objects.adviser_of(centre.pk),
        contacts=contacts_of(centre),
        leaving=_own_places(centre, user),
        still_missing=len(application_flows.lacking(application)) if application.state in OPEN_FOR_WRITING else 0,
        events=told(centre, application, to=user),
        can=_allowed(centre, application, user),
    )


def _invitations(centre: Centre, user: User) -> list[CentreInvitation]:
    """Schools that were asked and have not joined; who said yes stands among the schools."""
    asked = CentreInvitation.objects.visible_to(user).filter(centre=centre)
    waiting = asked.exclude(state=CentreInvitationState.ACCEPTED)
    return list(with_only(waiting, "school__name", "school__town", "school__country").order_by("-pk"))


def contacts_of(centre: Centre) -> list[SchoolRole]:
    """Who speaks for each school, with how to reach them: what an adviser needs first."""
    schools = centre.memberships.belonging().values("school")
    held = SchoolRole.objects.live().filter(school__in=schools, kind__in=SPEAKERS)
    shown = with_only(held, "user__name", "user__email", "user__phone", "school__name")
    return list(shown.order_by("school__name", "kind", "user__name"))


def _own_places(centre: Centre, user: User) -> frozenset[int]:
    """The places that this person may take out again: of schools they speak for, the lead school's aside."""
    if centre.state != CentreState.FORMING:
        return frozenset()
    own = schools_of(user, *SPEAKERS) - {centre.lead_school_id}
    places = centre.memberships.belonging().filter(school__in=own)
    return frozenset(places.values_list("pk", flat=True))


def _allowed(centre: Centre, application: Application, user: User) -> dict[str, bool]:
    is_draft = application.state == ApplicationState.DRAFT
    is_live = centre.state != CentreState.CLOSED
    return {
        "invite": is_draft and may(user, "centres.lead", centre),
        "transfer_lead": is_live and may(user, "centres.transfer_lead", centre),
        "appoint_adviser": centre.state == CentreState.ACTIVE and may(user, "centres.appoint_adviser", centre),
        "read_application": reads_application(user, application),
    }


def forming_steps(application: Application) -> list[dict[str, Any]]:
    """The way from the first school to the decision, as a line of steps."""
    sent = application.submitted_at
    decided = application.decided_at
    if application.state in {ApplicationState.WITHDRAWN, ApplicationState.DECLINED}:
        return _ended_steps(application)
    is_draft = application.state == ApplicationState.DRAFT
    return [
        {"label": _("Started"), "state": "done", "on": london_date(application.centre.started_at)},
        {
            "label": _("Writing the application") if is_draft else _("Application sent"),
            "state": "now" if is_draft else "done",
            "on": sent and london_date(sent),
        },
        {
            "label": _("Decided by IQM"),
            "state": "done" if decided else ("coming" if is_draft else "now"),
            "on": decided and london_date(decided),
        },
        {"label": _("First year opens"), "state": "coming", "on": None},
    ]


def _ended_steps(application: Application) -> list[dict[str, Any]]:
    """The way of an application that came to nothing: no year stands at its end."""
    sent, decided = application.submitted_at, application.decided_at
    steps = [{"label": _("Started"), "state": "done", "on": london_date(application.centre.started_at)}]
    if sent:
        steps.append({"label": _("Application sent"), "state": "done", "on": london_date(sent)})
    ended = {"label": application.label, "state": "done", "on": decided and london_date(decided)}
    return [*steps, ended]


@dataclass(frozen=True)
class Reader:
    """One person who can see a Centre, and why."""

    user: User
    why: str


def readers_of(centre: Centre) -> list[Reader]:
    """Everybody who can see the Centre: the office, people of its schools, its adviser; the same rows as visible_to."""
    office = IqmRole.objects.live().filter(kind__in=READS_EVERY_SCHOOL, user__is_active=True).select_related("user")
    schools = centre.memberships.readable().values("school")
    own = SchoolRole.objects.live().filter(school__in=schools).select_related("user", "school")
    access = centre.access.live().select_related("user")
    readers = [
        *[Reader(role.user, str(role.get_kind_display())) for role in office],
        *[Reader(role.user, f"{role.get_kind_display()}, {role.school.name}") for role in own],
        *[Reader(one.user, str(one.get_kind_display())) for one in access],
    ]
    return sorted(readers, key=lambda reader: (reader.user.name, reader.why))
