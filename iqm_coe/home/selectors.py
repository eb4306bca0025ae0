"""The pages that draw on every app: one person's work, and the whole programme."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.enums import ApplicationState, CentreState, MembershipState
from centres.models import Application, Centre, Plan
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.worklist import Line, lines_for
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models import Delivery, Message
from iqm_coe.notifications.querysets import STATUS_FILTERS
from reviews.models import Report, Review, Visit
from schools import conf as schools_conf
from schools.models import Award, School
from schools.querysets import schools_of

SHOWN = 6


@dataclass(frozen=True)
class MyWork:
    """What waits for a person today, and where they belong."""

    today: date
    lines: list[Line]
    schools: list[School]
    centres: list[Centre]
    has_no_role: bool


def my_work(user: User, at: datetime) -> MyWork:
    """All lines of all roles. Schools and Centres are listed for people of schools; the office has its own lists."""
    today = london_date(at)
    belongs_to_iqm = bool(user.iqm_roles)
    own = schools_of(user)
    schools = list(School.objects.filter(pk__in=own).for_list()[:SHOWN]) if own else []
    centres = [] if belongs_to_iqm and not schools else list(_own_centres(user, schools))
    return MyWork(
        today=today,
        lines=lines_for(user, today),
        schools=schools,
        centres=centres,
        has_no_role=not schools and not belongs_to_iqm,
    )


def _own_centres(user: User, schools: list[School]) -> Any:
    """The Centres in which the person's own schools stand."""
    return Centre.objects.filter(
        memberships__school__in=schools, memberships__state__in=[s for s in MembershipState if s != "ended"]
    ).for_list()[:SHOWN]


@dataclass(frozen=True)
class Programme:
    """The whole programme on one page."""

    funnel: list[dict[str, Any]]
    waiting: list[Application]
    tiles: list[dict[str, Any]]
    ending_soon: list[Award]
    today: date


def programme(at: datetime) -> Programme:
    """Counted now; nothing here is stored."""
    today = london_date(at)
    waiting = list(Application.objects.waiting_for_staff().for_list().order_by("submitted_at")[:SHOWN])
    ending = Award.objects.current(today).filter(kind__in=schools_conf.qualifying_kinds.get())
    return Programme(
        funnel=_funnel(),
        waiting=waiting,
        tiles=_tiles(today),
        ending_soon=list(ending.select_related("school").order_by("valid_until", "pk")[:SHOWN]),
        today=today,
    )


def _funnel() -> list[dict[str, Any]]:
    counts = Counter(dict(Application.objects.values_list("state").annotate(Count("pk"))))
    sent = sum(count for state, count in counts.items() if state not in {"draft", "withdrawn"})
    steps = [
        (_("Started"), sum(counts.values())),
        (_("Sent to IQM"), sent),
        (_("Approved"), counts[ApplicationState.APPROVED]),
    ]
    return [{"label": label, "value": value} for label, value in steps]


def _tiles(today: date) -> list[dict[str, Any]]:
    centres = Centre.objects.aggregate(
        active=Count("pk", filter=Q(state=CentreState.ACTIVE)), forming=Count("pk", filter=Q(state=CentreState.FORMING))
    )
    kinds = schools_conf.qualifying_kinds.get()
    with_award = Award.objects.current(today).filter(kind__in=kinds).values("school").distinct().count()
    undelivered = Delivery.objects.filter(
        STATUS_FILTERS[DeliveryStatus.FAILED] | STATUS_FILTERS[DeliveryStatus.UNCERTAIN]
    )
    stuck = undelivered.count() + Message.objects.stuck().count()
    outbox = reverse("notifications:outbox")
    plans = Plan.objects.waiting_for_staff()
    visits = Visit.objects.live().filter(agreed_on__range=(today, today + timedelta(days=30)))
    late = Review.objects.being_written().filter(update_due_on__lt=today)
    return [
        {"label": _("Active Centres"), "value": centres["active"], "url": reverse("centres:centres") + "?state=active"},
        {
            "label": _("Centres forming"),
            "value": centres["forming"],
            "url": reverse("centres:centres") + "?state=forming",
        },
        {
            "label": _("Schools with a current award"),
            "value": with_award,
            "url": reverse("schools:schools") + "?award=yes",
        },
        {"label": _("Plans to read"), "value": plans.count(), "url": reverse("centres:plans") + "?state=lodged"},
        {
            "label": _("Reports to check or to issue"),
            "value": Report.objects.waiting_for_staff().count(),
            "url": reverse("reviews:reports"),
        },
        {
            "label": _("Visits in the next 30 days"),
            "value": visits.count(),
            "url": reverse("reviews:visits"),
        },
        {
            "label": _("Updates that are late"),
            "value": late.count(),
            "url": reverse("reviews:reviews") + "?state=writing",
        },
        {"label": _("Mail that did not go, or may not have"), "value": stuck, "url": outbox},
    ]
