"""The application's task list, its agreements, and the letter that an approval sends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from centres import emails
from centres.enums import (
    AGREED,
    WRITTEN,
    ApplicationState,
    Criterion,
)
from centres.flows import application as application_flows
from centres.flows import eligibility
from centres.flows import year as year_flows
from centres.models import (
    Agreement,
    Application,
    Centre,
    ChangeRequest,
    CriterionAnswer,
    EligibilityFinding,
    Membership,
)
from centres.rules import has_interest, office_is_exhausted
from centres.selectors.timeline import told
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import may
from iqm_coe.lib.transitions import available
from schools.models import SchoolRole


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
    unmade: frozenset[int]
    leaving: frozenset[int] = frozenset()

    @property
    def agreed_criteria(self) -> list[tuple[str, str]]:
        """C6 and C7 with their words."""
        return [(criterion.value, str(criterion.label)) for criterion in AGREED]


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
        unmade=frozenset(one.pk for one in application_flows.unmet(application)),
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
