"""What waits for somebody about schools and their people."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import anybody, is_administrator, is_office, is_staff
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import first_moment, london_date, months_later
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import anyone_of
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import Line, offer, since_shown
from schools import conf
from schools.conditions.headship import Vacancy, vacancies
from schools.conditions.role import invited_to
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind
from schools.holding import held_now
from schools.models.headship import HeadChange
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import SchoolRoleQuerySet, ever_schools_of, stopped_schools_of, writes_at
from schools.rules import is_of_a_school, speaks_somewhere
from schools.selectors import people_without_role_since
from schools.stopping import frozen_since

MONTHS_WITHOUT_ROLE = 24  # then their period is over (R46)
MOST_PROPOSED = 20  # at once; the next ones follow


@kept()
def _invitations_to(user: User) -> QuerySet[RoleInvitation]:
    return only_columns(RoleInvitation.objects.open().addressed_to(user), "school__name", "invited_by__name")


@offer(to=anybody)
def invitations_to_me(user: User, on: date) -> Iterator[Line]:
    """Roles at schools that were offered to one of my addresses."""
    for invitation in _invitations_to(user):
        yield Line(
            reason=_("%(school)s invites you as %(role)s")
            % {"school": invitation.school.name, "role": invitation.get_kind_display().lower()},
            url=reverse("schools:invitation", args=[invitation.key]),
            action=_("Answer"),
            since=invitation.invited_at,
            due_on=london_date(invitation.expires_at),
            waiting=invitation.invited_by.name,
            context=invitation.school.name,
        )


@offer(to=is_of_a_school)
def stopped_schools(user: User, on: date) -> Iterator[Line]:
    """Schools of theirs whose writing is stopped: one line instead of all that would be refused (R48j)."""
    stopped = stopped_schools_of(user)
    if not stopped:
        return
    for school in School.objects.filter(pk__in=stopped).order_by("pk").annotate(since=frozen_since("pk")):
        yield Line(
            reason=_("Writing is stopped for now at %s. You read everything, and no day to answer by runs out")
            % school.name,
            url=reverse("schools:school", args=[school.pk]),
            action=_("Read what it means"),
            since=school.since,
            waiting=_("the IQM office: speak to them"),
            context=school.name,
        )


@kept()
def _without_coordinator() -> QuerySet[School, tuple[int, str, int, datetime]]:
    """With how many invitations to coordinate are open there, and since when the last one is gone."""
    ever = SchoolRole.objects.filter(kind=SchoolRoleKind.COORDINATOR, school=OuterRef("pk")).order_by()
    live = ever.filter(held_now(), user__is_active=True)
    gone = ever.annotate(at=Coalesce("ended_at", "granted_at")).order_by("-at").values("at")[:1]
    schools = School.objects.filter(Exists(ever), ~Exists(live))
    told = schools.annotate(invited=invited_to("pk", [SchoolRoleKind.COORDINATOR]), since=Subquery(gone))
    return told.order_by("since", "pk").values_list("pk", "name", "invited", "since")[:50]


@offer(to=is_staff, shared_by=is_staff)
def schools_without_coordinator(user: User, on: date) -> Iterator[Line]:
    """For staff: schools whose last coordinator has gone and where no head inherits (R5)."""
    for school, name, invited, since in _without_coordinator():
        words = _("%s has no coordinator any more; one is invited and has not answered yet")
        yield Line(
            reason=(words if invited else _("%s has no coordinator any more")) % name,
            url=reverse("schools:people" if invited else "schools:invite", args=[school]),
            action=_("Look at its people") if invited else _("Invite one"),
            since=since,
            waiting=name,
            context=name,
            of=("schools.school", school),
        )


@kept()
def _changes_of_head(user: User) -> QuerySet[HeadChange, tuple[int, str, datetime]]:
    unseen = HeadChange.objects.visible_to(user).unseen().order_by()
    schools = unseen.values_list("role__school", "role__school__name").annotate(since=Min("at"))
    return schools.order_by("since", "role__school")[:50]


@offer(to=is_office, shared_by=is_office)
def changes_of_head(user: User, on: date) -> Iterator[Line]:
    """For the office: schools at whose head somebody has come or gone, until one of the office has looked (R5o)."""
    for school, name, since in _changes_of_head(user):
        yield Line(
            reason=_("The head of %s has changed") % name,
            url=reverse("schools:headship", args=[school]),
            action=_("Look at it"),
            since=since,
            waiting=_("IQM"),
            context=name,
            of=("schools.school", school),
        )


@kept()
def _joinings(user: User, on: date) -> QuerySet[Joining]:
    stopped = stopped_schools_of(user)
    asked = Joining.objects.visible_to(user).waiting().exclude(user=user).exclude(school__in=stopped)
    if is_staff(user, None):
        late = first_moment(on) - timedelta(days=conf.joining_days_of_the_school.get())
        there = SchoolRole.objects.live().filter(kind__in=SPEAKERS, school=OuterRef("school"))
        ours = Q(writes_at("school", user, *SPEAKERS), ~Q(kind__in=HEADS))
        asked = asked.filter(Q(kind__in=HEADS) | Q(asked_at__lt=late) | ~Exists(there) | ours)
    return only_columns(asked.order_by("asked_at", "pk"), "school__name", "user__name")[:50]


@offer(to=anyone_of(is_staff, speaks_somewhere), shared_by=is_staff)
def joinings(user: User, on: date) -> Iterator[Line]:
    """Who asks to join a school: its people answer; staff where nobody is there, or nobody has answered for long, and
    whoever asks to be the head (R5j).
    """
    for joining in _joinings(user, on):
        yield Line(
            reason=_("%(person)s asks to join %(school)s as %(role)s")
            % {
                "person": joining.user.name,
                "school": joining.school.name,
                "role": joining.get_kind_display().lower(),
            },
            url=reverse("schools:joining", args=[joining.pk]),
            action=_("Accept or decline"),
            since=joining.asked_at,
            due_on=london_date(joining.expires_at),
            waiting=joining.user.name,
            context=joining.school.name,
            of=("schools.school", joining.school_id),
        )


@offer(to=is_administrator, shared_by=is_administrator)
def people_whose_period_is_over(user: User, on: date) -> Iterator[Line]:
    """Proposed, not erased by the clock: somebody looks whether they come back, and a hold may have to be placed."""
    before = first_moment(months_later(on, -MONTHS_WITHOUT_ROLE))
    words = _("%(name)s has held no role for %(months)d months")
    for number, name, since in people_without_role_since(before)[:MOST_PROPOSED]:
        yield Line(
            reason=words % {"name": name, "months": MONTHS_WITHOUT_ROLE},
            url=reverse("records:erase_person", args=[number]),
            action=_("Erase the person"),
            since=since,
        )


@kept()
def _heads_that_end(user: User, on: date) -> QuerySet[SchoolRole]:
    others = SchoolRole.objects.live().filter(school=OuterRef("school"), kind=SchoolRoleKind.HEADTEACHER)
    ending = SchoolRole.objects.live().filter(~Exists(others.exclude(user=OuterRef("user"))), kind__in=HEADS)
    return _ending(ending.exclude(school__in=ever_schools_of(user)), on)


@offer(to=is_staff, shared_by=is_staff)
def heads_that_end(user: User, on: date) -> Iterator[Line]:
    """Roles at the head that end soon by their day where no other headteacher could move it: only the office gives them
    (R5s).
    """
    yield from _ends(_heads_that_end(user, on), on)


@kept()
def _roles_that_end(user: User, on: date) -> QuerySet[SchoolRole]:
    given = writes_at("school_id", user, *SPEAKERS) & ~Q(kind__in=HEADS) | writes_at(
        "school_id", user, SchoolRoleKind.HEADTEACHER
    )
    return _ending(SchoolRole.objects.live().filter(given).exclude(user=user), on)


@offer(to=speaks_somewhere)
def roles_that_end(user: User, on: date) -> Iterator[Line]:
    """Roles of others that end by their day soon, for whoever gives them at that school (R5s)."""
    yield from _ends(_roles_that_end(user, on), on)


def _ending(roles: SchoolRoleQuerySet, on: date) -> SchoolRoleQuerySet:
    ending = roles.filter(until__range=(on, on + timedelta(days=conf.role_shown_days.get())))
    return ending.select_related("user", "school").order_by("until", "pk")[:50]


def _ends(roles: Iterable[SchoolRole], on: date) -> Iterator[Line]:
    shown = conf.role_shown_days.get()
    for role in roles:
        last_day = role.until or on
        yield Line(
            reason=_("The role of %(person)s at %(school)s ends: %(role)s")
            % {"person": role.user.name, "school": role.school.name, "role": role.get_kind_display().lower()},
            url=reverse("schools:set_end", args=[role.pk]),
            action=_("Let it end, or choose a later day"),
            since=since_shown(last_day, shown, opened_at=role.granted_at),
            due_on=last_day,
            context=role.school.name,
            of=("schools.school", role.school_id),
        )


def _why_vacant(vacancy: Vacancy, invited: str) -> str:
    """What is so at the head of the school, and who was invited to it."""
    words = _("Nobody stands at the head of %(school)s")
    if vacancy.shut:
        words = _("The account of %(shut)s, head of %(school)s, is shut")
    elif vacancy.acting:
        words = _("%(school)s has no headteacher; %(acting)s acts until %(until)s")
    until = short_date(vacancy.until) if vacancy.until else ""
    so = words % {"school": vacancy.name, "shut": vacancy.shut, "acting": vacancy.acting, "until": until}
    return _("%(so)s; %(email)s is invited and has not answered yet") % {"so": so, "email": invited} if invited else so


@offer(to=is_staff, shared_by=is_staff)
def vacant_headships(user: User, on: date) -> Iterator[Line]:
    """For staff: schools with people here and nobody at the head, so that nobody agrees or declares for them (R5r)."""
    shown = vacancies(School.objects.visible_to(user), 50)
    offers = RoleInvitation.objects.open().filter(kind=SchoolRoleKind.HEADTEACHER)
    waiting = offers.filter(school__in=[one.school for one in shown]).order_by("pk")
    invited = dict(waiting.values_list("school", "email")) if shown else {}
    for vacancy in shown:
        is_known = bool(vacancy.shut or vacancy.school in invited)
        people, invite = (reverse(name, args=[vacancy.school]) for name in ("schools:people", "schools:invite"))
        yield Line(
            reason=_why_vacant(vacancy, invited.get(vacancy.school, "")),
            url=people if is_known else f"{invite}?kind={SchoolRoleKind.HEADTEACHER.value}",
            action=_("Look at its people") if is_known else _("Name a head"),
            since=vacancy.since,
            due_on=vacancy.until,
            waiting=vacancy.name,
            context=vacancy.name,
            of=("schools.school", vacancy.school),
        )
