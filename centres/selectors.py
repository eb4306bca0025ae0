"""The Centre's page and the application's task list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres import emails
from centres.enums import (
    AGREED,
    WRITTEN,
    ApplicationState,
    CentreAccessKind,
    CentreInvitationState,
    CentreState,
    Criterion,
)
from centres.flows import application as application_flows
from centres.flows import eligibility
from centres.flows import year as year_flows
from centres.models import (
    Agreement,
    Application,
    Centre,
    CentreAccess,
    CentreInvitation,
    CentreYear,
    ChangeRequest,
    CriterionAnswer,
    EligibilityFinding,
    Membership,
)
from centres.rules import has_interest, office_is_exhausted
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import Event, IqmRole, User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import may
from iqm_coe.lib.transitions import available
from schools.models import SchoolRole
from schools.querysets import READS_EVERY_SCHOOL


@dataclass(frozen=True)
class CentrePage:
    """A Centre at a glance, as this person may see it."""

    centre: Centre
    application: Application
    year: CentreYear | None
    steps: list[dict[str, Any]]
    schools: list[eligibility.Eligibility]
    invitations: list[CentreInvitation]
    adviser: CentreAccess | None
    events: list[dict[str, Any]]
    can: dict[str, bool]


def centre_page(centre: Centre, user: User, at: datetime) -> CentrePage:
    """Who is in it, how each stands today, what has happened."""
    today = london_date(at)
    application = centre.application
    year = centre.years.filter(opens_on__lte=today, closes_on__gte=today).first()
    access = centre.access.live().filter(kind=CentreAccessKind.ADVISER).select_related("user").first()
    asked = CentreInvitation.objects.visible_to(user).filter(centre=centre).for_list()
    invitations = asked.exclude(state=CentreInvitationState.ACCEPTED)  # who said yes stands among the schools
    return CentrePage(
        centre=centre,
        application=application,
        year=year,
        steps=year_steps(year, today) if year else forming_steps(application),
        schools=eligibility.computed(centre, today),
        invitations=list(invitations),
        adviser=access,
        events=told(centre, application, to=user),
        can=_allowed(centre, application, user),
    )


def _allowed(centre: Centre, application: Application, user: User) -> dict[str, bool]:
    is_draft = application.state == ApplicationState.DRAFT
    is_live = centre.state != CentreState.CLOSED
    return {
        "invite": is_draft and may(user, "centres.lead", centre),
        "transfer_lead": is_live and may(user, "centres.transfer_lead", centre),
        "appoint_adviser": centre.state == CentreState.ACTIVE and may(user, "centres.appoint_adviser", centre),
        "read_application": Application.objects.visible_to(user).filter(pk=application.pk).exists(),
    }


def forming_steps(application: Application) -> list[dict[str, Any]]:
    """The way from the first school to the decision, as a line of steps."""
    sent = application.submitted_at
    decided = application.decided_at
    is_draft = application.state == ApplicationState.DRAFT
    return [
        {"label": _("Started"), "state": "done", "on": london_date(application.centre.started_at)},
        {"label": _("Application sent"), "state": "due" if is_draft else "done", "on": sent and london_date(sent)},
        {
            "label": _("Decided by IQM"),
            "state": "done" if decided else ("coming" if is_draft else "due"),
            "on": decided and london_date(decided),
        },
        {"label": _("First year opens"), "state": "coming", "on": None},
    ]


def year_steps(year: CentreYear, today: date) -> list[dict[str, Any]]:
    """The year as a line: when it opened and when the next one opens; its tasks join it as they are built."""
    return [
        {"label": _("Year %d opened") % year.number, "state": "done", "on": year.opens_on},
        {"label": _("Year %d ends") % year.number, "state": "coming", "on": year.closes_on},
    ]


def told(*subjects: Any, to: User) -> list[dict[str, Any]]:
    """The trail of these subjects as the timeline shows it, newest first; a decider's note is for the office alone."""
    is_office = may(to, "centres.list_applications")
    ids = {subject._meta.label_lower: subject.pk for subject in subjects}
    events = Event.objects.none()
    for subject in subjects:
        events = events | Event.objects.of(subject)
    told_of = events.select_related("by", "note").order_by("-pk")[:30]
    return [
        {
            "at": event.at,
            "what": event_words(event),
            "by": event.by.name if event.by else _("The clock"),
            "why": event.reason if is_office or event.action not in FOR_THE_OFFICE else "",
        }
        for event in told_of
        if ids.get(event.subject_type) == event.subject_id
    ]


FOR_THE_OFFICE = frozenset({"approve", "override"})

EVENT_WORDS = {
    ("centres.centre", "start"): gettext_lazy("Centre started"),
    ("centres.centre", "activate"): gettext_lazy("Centre active"),
    ("centres.centre", "abandon"): gettext_lazy("Centre closed"),
    ("centres.centre", "transfer_lead"): gettext_lazy("Lead given to another school"),
    ("centres.application", "start"): gettext_lazy("Application begun"),
    ("centres.application", "send"): gettext_lazy("Application sent to IQM"),
    ("centres.application", "request_changes"): gettext_lazy("Changes requested"),
    ("centres.application", "approve"): gettext_lazy("Application approved"),
    ("centres.application", "decline"): gettext_lazy("Application declined"),
    ("centres.application", "withdraw"): gettext_lazy("Application withdrawn"),
    ("centres.application", "override"): gettext_lazy("Decided by an administrator with a written reason"),
}


def event_words(event: Event) -> str:
    """What happened, in words."""
    words = EVENT_WORDS.get((event.subject_type, event.action))
    return str(words) if words else event.action.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Reader:
    """One person who can see a Centre, and why."""

    user: User
    why: str


def readers_of(centre: Centre) -> list[Reader]:
    """Everybody who can see the Centre: the office, people of its schools, its adviser; the same rows as visible_to."""
    office = IqmRole.objects.live().filter(kind__in=READS_EVERY_SCHOOL, user__is_active=True).select_related("user")
    schools = centre.memberships.belonging().values("school")
    own = SchoolRole.objects.live().filter(school__in=schools).select_related("user", "school")
    access = centre.access.live().select_related("user")
    readers = [
        *[Reader(role.user, str(role.get_kind_display())) for role in office],
        *[Reader(role.user, f"{role.get_kind_display()}, {role.school.name}") for role in own],
        *[Reader(one.user, str(one.get_kind_display())) for one in access],
    ]
    return sorted(readers, key=lambda reader: (reader.user.name, reader.why))


@dataclass(frozen=True)
class ApplicationPage:
    """The task list: eight criteria, who still owes what, and whether it can go."""

    application: Application
    centre: Centre
    items: list[dict[str, Any]]
    requests: list[ChangeRequest]
    missing: list[str]
    schools: list[eligibility.Eligibility]
    findings: list[EligibilityFinding]
    agreements: list[Agreement]
    events: list[dict[str, Any]]
    actions: dict[str, Any]
    deciders: list[User] | None
    is_conflicted: bool


def application_page(application: Application, user: User, at: datetime) -> ApplicationPage:
    """Everything the writer, the reader and the decider need, on one page."""
    opened = application_flows.open_criteria(application)
    requests = list(application.change_requests.select_related("requested_by"))
    schools = eligibility.computed(application.centre, london_date(at))
    agreements = _agreements(application)
    actions = available(application, user)
    is_office = may(user, "centres.list_applications")
    conflicted = is_office and has_interest(user, application)
    is_waiting = application.state == ApplicationState.SUBMITTED
    return ApplicationPage(
        application=application,
        centre=application.centre,
        items=_items(application, opened, requests, schools, agreements),
        requests=requests,
        missing=application_flows.lacking(application) if application.is_open and not is_waiting else [],
        schools=schools,
        findings=list(application.findings.select_related("school")),
        agreements=agreements,
        events=told(application, to=user),
        actions=actions,
        deciders=possible_deciders(application) if is_waiting and is_office and "approve" not in actions else None,
        is_conflicted=conflicted,
    )


def _agreements(application: Application) -> list[Agreement]:
    standing = Agreement.objects.filter(membership__centre=application.centre, superseded_at=None)
    return list(standing.select_related("membership__school").order_by("membership__school__name", "criterion"))


def _items(
    application: Application,
    opened: frozenset[str],
    requests: list[ChangeRequest],
    schools: list[eligibility.Eligibility],
    agreements: list[Agreement],
) -> list[dict[str, Any]]:
    """The eight criteria as a task list, in order."""
    answers = {answer.criterion: answer for answer in application.answers.all()}
    asked = {request.criterion: request for request in requests if request.answered_at is None}
    given = {(agreement.membership_id, agreement.criterion) for agreement in agreements}
    items = []
    for criterion in Criterion:
        if criterion in WRITTEN:
            status = _written_status(answers[criterion], asked.get(criterion), criterion in opened)
            url = reverse("centres:criterion", args=[application.centre_id, criterion.value])
        else:
            agreed = sum((one.membership.pk, criterion.value) in given for one in schools)
            status = _agreed_status(agreed, len(schools))
            url = reverse("centres:agreements", args=[application.centre_id])
        items.append(
            {
                "label": f"{criterion.value} {criterion.label}",
                "url": url,
                "status": status,
                "done": status["tone"] == "good",
                "hint": asked[criterion].reason if criterion in asked else "",
            }
        )
    return items


def _written_status(answer: CriterionAnswer, asked: ChangeRequest | None, is_open: bool) -> dict[str, str]:
    if asked and (answer.updated_at is None or answer.updated_at <= asked.requested_at):
        return {"tone": "attention", "label": _("Change requested")}
    if answer.text.strip():
        return {"tone": "good", "label": _("Answered")}
    return {"tone": "neutral", "label": _("Not started") if is_open else _("Empty")}


def _agreed_status(agreed: int, schools: int) -> dict[str, str]:
    if agreed == schools:
        return {"tone": "good", "label": _("Agreed by all heads")}
    return {"tone": "waiting", "label": _("%(agreed)d of %(all)d heads") % {"agreed": agreed, "all": schools}}


def possible_deciders(application: Application) -> list[User]:
    """Who could decide where this person may not: free staff, else the administrators who may override (R48)."""
    if office_is_exhausted(application):
        return list(User.objects.holding(IqmRoleKind.ADMINISTRATOR).order_by("name"))
    schools = application.centre.memberships.belonging().values("school")
    conflicted = SchoolRole.objects.live().filter(school__in=schools).values("user")
    return list(User.objects.holding(IqmRoleKind.STAFF).exclude(pk__in=conflicted).order_by("name"))


@dataclass(frozen=True)
class AgreementRow:
    """One school and what its head has agreed."""

    membership: Membership
    given: list[Agreement]
    can_agree: bool

    @property
    def is_complete(self) -> bool:
        return len(self.given) == len(AGREED)


def agreement_rows(application: Application, user: User) -> list[AgreementRow]:
    """Each school of the Centre with C6 and C7 as they stand."""
    agreements = _agreements(application)
    memberships = application.centre.memberships.belonging().for_list()
    opened = application_flows.open_criteria(application)
    own = set(SchoolRole.objects.held_by(user, "headteacher", "delegate").values_list("school", flat=True))
    return [
        AgreementRow(
            membership=membership,
            given=[one for one in agreements if one.membership_id == membership.pk],
            can_agree=membership.school_id in own and bool(opened & {str(c) for c in AGREED}),
        )
        for membership in memberships
    ]


def letter_preview(page: ApplicationPage, adviser: User | None, at: datetime) -> dict[str, str]:
    """The letter that will go if this application is approved now."""
    waiting = [one.membership.school.name for one in page.schools if not one.is_eligible]
    days = year_flows.first_year(london_date(at))
    return emails.approval_preview(page.centre, adviser, days=days, waiting=waiting)
