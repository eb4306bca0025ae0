from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from centres.application.conditions import application as application_flows
from centres.application.emails import application as emails
from centres.application.enums import AGREED, OPEN_FOR_WRITING, WRITTEN, ApplicationState, Criterion
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import CriterionAnswer
from centres.application.models.eligibility import EligibilityFinding
from centres.application.querysets.application import CHANGES_BY
from centres.application.selectors.agreement import agreements_of
from centres.membership.conditions import eligibility
from centres.membership.models.centre import Centre
from centres.membership.rules import decides, has_interest
from centres.year.conditions.year import year_dates
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.found import found
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rich_text import as_words
from iqm_coe.lib.transitions import Transition, available
from iqm_coe.lib.undertakings import Undertaking, asked_of
from iqm_coe.lib.year_steps import State, standing
from iqm_coe.texts.selectors.part import who_said
from schools.enums import SPEAKERS
from schools.models.school import School
from schools.querysets import schools_of

HINT = 160  # signs of what was asked, in a list; the whole stands on the criterion's page


@dataclass(frozen=True)
class ApplicationPage:
    """The task list: eight criteria, who still owes what, and whether it can go."""

    application: Application
    centre: Centre
    items: list[dict[str, object]]
    requests: list[ChangeRequest]
    missing: list[str]
    schools: list[eligibility.Eligibility]
    findings: list[EligibilityFinding]
    agreements: list[Agreement]
    events: list[dict[str, object]]
    panels: list[Panel]
    actions: dict[str, Transition]
    deciders: list[User] | None
    is_conflicted: bool
    unmade: frozenset[int]
    asked: list[tuple[School, list[Undertaking]]]
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
    agreements = agreements_of(application)
    unmade = application_flows.unmet(application)
    actions = available(application, user)
    is_office = may(user, "application.list_applications")
    conflicted = is_office and has_interest(user, application)
    is_waiting = application.state == ApplicationState.SUBMITTED
    return ApplicationPage(
        application=application,
        centre=application.centre,
        items=_items(application, opened, unmade, requests, schools, agreements),
        requests=requests,
        missing=application_flows.lacking(application) if application.is_open and not is_waiting else [],
        schools=schools,
        findings=list(application.findings.select_related("school")),
        agreements=agreements,
        events=told(application, to=user),
        panels=panels_for("application", user, application, london_date(at)),
        actions=actions,
        deciders=possible_deciders(application) if is_waiting and is_office and "approve" not in actions else None,
        is_conflicted=conflicted,
        unmade=frozenset(change.pk for change in unmade),
        asked=_asked(schools, user, london_date(at)) if application.is_open else [],
    )


def _asked(schools: list[eligibility.Eligibility], user: User, on: date) -> list[tuple[School, list[Undertaking]]]:
    """What a Centre asks of each of these schools for which this person speaks; the price of another is not theirs."""
    own = schools_of(user, *SPEAKERS)
    standing = [one.membership.school for one in schools if one.membership.school_id in own]
    return [(school, asked_of(school, on)) for school in standing]


def answers_to_read(application: Application) -> list[CriterionAnswer]:
    """The six that are written, each with its evidence and who wrote it last."""
    return list(application.answers.select_related("updated_by").prefetch_related("evidence"))


def _items(
    application: Application,
    opened: frozenset[str],
    unmade: list[ChangeRequest],
    requests: list[ChangeRequest],
    schools: list[eligibility.Eligibility],
    agreements: list[Agreement],
) -> list[dict[str, object]]:
    """The eight criteria as a task list, in order."""
    answers = {answer.criterion: answer for answer in application.answers.select_related("done_by", "changed_by")}
    asked = {request.criterion: request for request in requests if request.answered_at is None}
    waiting = {request.criterion for request in unmade}
    given = {(agreement.membership_id, agreement.criterion) for agreement in agreements}
    items = []
    for criterion in Criterion:
        if criterion in WRITTEN:
            status = _written_status(answers[criterion], criterion in waiting, criterion in opened)
            url = reverse("application:criterion", args=[application.centre_id, criterion.value])
        else:
            agreed = sum((eligibility.membership.pk, criterion.value) in given for eligibility in schools)
            status = _agreed_status(agreed, len(schools))
            url = reverse("application:agreements", args=[application.centre_id])
        items.append(
            {
                "label": f"{criterion.value} {criterion.label}",
                "url": url,
                "status": status,
                "done": status["tone"] == "good",
                "hint": _hint(answers.get(criterion), asked.get(criterion)),
            }
        )
    return items


def _hint(answer: CriterionAnswer | None, asked: ChangeRequest | None) -> str:
    """What IQM asks for, and who of the schools has finished with it."""
    parts = [Truncator(as_words(asked.reason)).chars(HINT) if asked else "", who_said(answer) if answer else ""]
    return " · ".join(filter(None, parts))


def _written_status(answer: CriterionAnswer, is_asked: bool, is_open: bool) -> dict[str, str]:
    if is_asked:
        return {"tone": "attention", "label": _("Change requested")}
    if answer.is_begun:
        done = _("Done, changed since") if answer.is_changed_since else _("Done")
        return {"tone": "good", "label": done if answer.done_at else _("Answered")}
    return {"tone": "neutral", "label": _("Not started") if is_open else _("Empty")}


def _agreed_status(agreed: int, schools: int) -> dict[str, str]:
    if agreed == schools:
        return {"tone": "good", "label": _("Agreed by all heads")}
    return {"tone": "waiting", "label": _("%(agreed)d of %(all)d heads") % {"agreed": agreed, "all": schools}}


def possible_deciders(application: Application) -> list[User]:
    """Who could decide where this person may not: whomever the rule lets, asked one by one in a small office (R48)."""
    office = IqmRole.objects.live().filter(kind__in=[IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR])
    people = User.objects.filter(is_active=True, pk__in=office.values("user")).order_by(in_order())
    return [person for person in people if decides(person, application)]


def letter_preview(page: ApplicationPage, adviser: User | None, at: datetime) -> dict[str, str]:
    """The letter that will go if this application is approved now."""
    waiting = [eligibility.membership.school.name for eligibility in page.schools if not eligibility.is_eligible]
    days = year_dates(london_date(at))
    return emails.approval_preview(page.centre, adviser, days=days, waiting=waiting)


def forming_steps(application: Application, changes_by: date | None, on: date) -> list[dict[str, object]]:
    """The way from the first school to the decision, as a line of steps; whose turn it is has its day."""
    if application.state in {ApplicationState.WITHDRAWN, ApplicationState.DECLINED}:
        return _ended_steps(application)
    is_draft, sent = application.state == ApplicationState.DRAFT, application.submitted_at
    return [
        {"label": _("Started"), "state": "done", "on": london_date(application.centre.started_at)},
        {
            "label": _("Writing the application") if is_draft else _("Application sent"),
            "state": "now" if is_draft else "done",
            "on": sent and london_date(sent),
        },
        *_changes_asked_for(application, changes_by, on),
        _decision(application, on),
        {"label": _("First year opens"), "state": "coming", "on": None},
    ]


def changes_due_on(application: Application) -> date | None:
    """The first day of the changes that are asked for."""
    if application.state != ApplicationState.CHANGES_REQUESTED:
        return None
    first: date | None = Application.objects.filter(pk=application.pk).aggregate(first=CHANGES_BY)["first"]
    return first


def _changes_asked_for(application: Application, due_on: date | None, on: date) -> Iterator[dict[str, object]]:
    """While the schools have to change something: by when the first of it."""
    if application.state == ApplicationState.CHANGES_REQUESTED:
        yield {"label": _("Changes that IQM asked for"), "state": _turn(due_on, on), "on": due_on}


def _decision(application: Application, on: date) -> dict[str, object]:
    """Once it was sent IQM is to decide by its day, unless the schools have to change something first."""
    decided = application.decided_at
    if decided:
        return {"label": _("Decided by IQM"), "state": "done", "on": london_date(decided)}
    if application.state != ApplicationState.SUBMITTED:
        return {"label": _("Decided by IQM"), "state": "coming", "on": None}
    return {"label": _("IQM decides"), "state": _turn(application.decide_by, on), "on": application.decide_by}


def _turn(due_on: date | None, on: date) -> State:
    """How a step stands whose turn it is."""
    found = standing(is_done=False, due_on=due_on, on=on)
    return "now" if found == "coming" else found


def _ended_steps(application: Application) -> list[dict[str, object]]:
    """The way of an application that came to nothing: no year stands at its end."""
    sent, decided = application.submitted_at, application.decided_at
    steps: list[dict[str, object]] = [
        {"label": _("Started"), "state": "done", "on": london_date(application.centre.started_at)}
    ]
    if sent:
        steps.append({"label": _("Application sent"), "state": "done", "on": london_date(sent)})
    ended: dict[str, object] = {"label": application.label, "state": "done", "on": decided and london_date(decided)}
    return [*steps, ended]


def application_of(centre: Centre) -> Application:
    """The Centre's application, read once for all parts of its page; whoever sees the Centre sees that there is one."""
    return per_request(("application of", centre.pk), lambda: found(_application_told(centre.pk)))


@kept("centre")
def _application_told(centre: int) -> QuerySet[Application]:
    return Application.objects.select_related("centre").filter(centre=centre)


@kept()
def waiting_for_staff() -> QuerySet[Application]:
    """For the office, what was sent first first."""
    waiting: QuerySet[Application] = Application.objects.waiting_for_staff().for_list().order_by("submitted_at")
    return waiting


def still_missing(application: Application) -> int:
    """How many things stand between the application and its sending, while it is written."""
    return len(application_flows.lacking(application)) if application.state in OPEN_FOR_WRITING else 0


@kept()
def _counts() -> QuerySet[Application, tuple[str, int]]:
    return Application.objects.values_list("state").annotate(Count("pk"))


def funnel() -> list[dict[str, object]]:
    """How many applications were started, sent and approved, of all there ever were."""
    counts = Counter(dict(_counts()))
    unsent = {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}
    steps = [
        (_("Started"), sum(counts.values())),
        (_("Sent to IQM"), sum(number for state, number in counts.items() if state not in unsent)),
        (_("Approved"), counts[ApplicationState.APPROVED]),
    ]
    return [{"label": label, "value": value} for label, value in steps]
