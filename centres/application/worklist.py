from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from centres.application.enums import AGREED, OPEN_FOR_WRITING, ApplicationState
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import CriterionAnswer
from centres.membership.conditions.interest import without_interest_of
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import order_of
from iqm_coe.lib.worklist import Line, awaited, offer
from iqm_coe.texts.selectors.part import parts_done, said_done
from schools.enums import HEADS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.querysets import writes_at
from schools.rules import coordinates_somewhere, heads_somewhere


@kept()
def _places_to_agree(user: User) -> QuerySet[Any]:
    joined = Membership.objects.belonging().filter(
        writes_at("school_id", user, *HEADS), centre__application__state__in=OPEN_FOR_WRITING
    )
    mine = SchoolRole.objects.held_by(user, *HEADS).filter(school=OuterRef("school")).order_by("granted_at")
    standing = Count("agreements", filter=Q(agreements__superseded_at=None))
    given = joined.annotate(given=standing, head_since=Subquery(mine.values("granted_at")[:1]))
    missing = given.filter(given__lt=len(AGREED)).select_related("school", "centre__application")
    told: QuerySet[Any] = missing.prefetch_related("centre__application__change_requests")
    return told


@offer(to=heads_somewhere)
def agreements_of_mine(user: User, on: date) -> Iterator[Line]:
    """Heads still to agree C6 and C7."""
    of_centre: dict[int, list[tuple[Membership, datetime]]] = defaultdict(list)
    for place in _places_to_agree(user):
        of_centre[place.centre_id].append((place, max(place.joined_at, place.head_since)))
    for asked in of_centre.values():
        yield _agree(asked)


def _agree(schools: list[tuple[Membership, datetime]]) -> Line:
    """Schools of one Centre of which agreements are awaited, each since when: a head of several agrees for them at
    once, with one declaration.
    """
    first = schools[0][0]
    centre, names = first.centre, sorted((place.school.name for place, _since in schools), key=order_of)
    asked = [one for one in centre.application.change_requests.all() if _asks_heads(one)]
    again, anew = _("IQM asks you to agree again for %s"), _("Agree the annual visit and the annual update for %s")
    alone, together = ("application:agree", first.pk), ("application:agree_for_schools", centre.pk)
    route, key = together if len(schools) > 1 else alone
    return Line(
        reason=(again if asked else anew) % get_text_list(names, _("and")),
        url=reverse(route, args=[key]),
        action=_("Read and agree"),
        since=min((one.requested_at for one in asked), default=min(since for _place, since in schools)),
        due_on=min((one.due_on for one in asked), default=None),
        waiting=_("IQM") if asked else centre.name,
        context=centre.name,
    )


def _asks_heads(request: ChangeRequest) -> bool:
    """The request is open and about one of the two agreements."""
    return request.answered_at is None and request.criterion in AGREED


@kept()
def _applications_led_by(user: User) -> QuerySet[Any]:
    leading = writes_at("centre__lead_school_id", user, SchoolRoleKind.COORDINATOR)
    nearest = Min("change_requests__due_on", filter=Q(change_requests__answered_at=None))
    since = Min("change_requests__requested_at", filter=Q(change_requests__answered_at=None))
    done = said_done(CriterionAnswer.objects.filter(application=OuterRef("pk")), called="criterion")
    mine = Application.objects.filter(leading, state__in=OPEN_FOR_WRITING)
    mine = mine.annotate(nearest=nearest, asked=since, said_done=done)
    told: QuerySet[Any] = mine.select_related("centre")
    return told


@offer(to=coordinates_somewhere)
def applications_i_lead(user: User, on: date) -> Iterator[Line]:
    """Drafts to finish and changes to make, for the lead school's coordinator."""
    for application in _applications_led_by(user):
        is_draft = application.state == ApplicationState.DRAFT
        words = _("Finish and send the application of %s") if is_draft else _("IQM asks for changes to %s")
        yield Line(
            reason=words % application.centre.name,
            url=reverse("application:application", args=[application.centre_id]),
            action=_("Open the application") if is_draft else _("Make the changes"),
            since=application.asked or application.centre.started_at,
            due_on=application.nearest,
            waiting="" if is_draft else _("IQM"),
            context=application.centre.name,
            told=parts_done(application.said_done),
        )


@kept()
def _to_decide(user: User) -> QuerySet[Any]:
    waiting = Application.objects.waiting_for_staff().filter(without_interest_of(user, "centre"))
    return only_columns(waiting, "centre__name", "centre__lead_school__name")


@offer(to=is_staff, shared_by=is_staff)
def applications_to_decide(user: User, on: date) -> Iterator[Line]:
    """For staff: applications that wait for a decision."""
    for application in _to_decide(user):
        yield Line(
            reason=_("Decide the application of %s") % application.centre.name,
            url=reverse("application:application", args=[application.centre_id]),
            action=_("Read and decide"),
            since=application.submitted_at,
            due_on=application.decide_by,
            waiting=application.centre.lead_school.name,
            context=application.centre.name,
            of=("membership.centre", application.centre_id),
        )


@kept()
def _sent_by(user: User) -> QuerySet[Any]:
    leading = writes_at("centre__lead_school_id", user, SchoolRoleKind.COORDINATOR)
    return only_columns(Application.objects.waiting_for_staff().filter(leading), "centre__name")


@awaited(to=coordinates_somewhere)
def applications_with_iqm(user: User, on: date) -> Iterator[Line]:
    """For the lead school: IQM decides."""
    for application in _sent_by(user):
        yield Line(
            reason=_("IQM decides the application of %s") % application.centre.name,
            url=reverse("application:application", args=[application.centre_id]),
            action=_("Open the application"),
            since=application.submitted_at,
            due_on=application.decide_by,
            context=application.centre.name,
        )
