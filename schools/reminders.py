"""What schools reminds of: an award that ends (R37), a role that was given until a day (R5s)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.reminders import ReminderKind, Told, remind_of
from iqm_coe.notifications.models.outbox import Message
from schools import conf, emails
from schools.audiences import schools_with
from schools.enums import SPEAKERS, SchoolStatus
from schools.models.award import Award
from schools.models.role import SchoolRole


def ending() -> QuerySet[Award]:
    """Qualifying awards of schools that are not closed, which no later qualifying period follows."""
    qualifying = Award.objects.standing().filter(kind__in=conf.qualifying_kinds.get())
    later = qualifying.filter(school=OuterRef("school"), valid_until__gt=OuterRef("valid_until"))
    open_rows = qualifying.exclude(school__status=SchoolStatus.CLOSED).filter(~Exists(later))
    known_on = TruncDate("recorded_at", tzinfo=LONDON)
    return open_rows.annotate(due_on=F("valid_until"), known_on=known_on).select_related("school")


def write(award: Award, at: datetime) -> Message:
    """The mail to the school's coordinators and heads."""
    return emails.award_ends(award, at=at)


def told(awards: Iterable[int]) -> Mapping[int, Told]:
    """The award and its school in words."""
    rows = list(Award.objects.filter(pk__in=list(awards)).select_related("school"))
    there = schools_with([award.school_id for award in rows], SPEAKERS)
    to, nobody = _now("Coordinators and heads of %s"), _now("Nobody: %s has no coordinator and no head here")
    return {
        award.pk: Told(
            f"{award.get_kind_display()}, {award.school.name}",
            (to if award.school_id in there else nobody) % award.school.name,
            reverse("schools:school", args=[award.school_id]),
            is_to_nobody=award.school_id not in there,
        )
        for award in rows
    }


award_ends = remind_of(
    ReminderKind(
        "award_ends",
        _("An award ends"),
        conf.award_reminder_days,
        ending,
        write,
        emails.award_words,
        told,
        emails.AWARD_ENDS,
    )
)


def roles_ending() -> QuerySet[SchoolRole]:
    """Roles that are held until a day."""
    rows = SchoolRole.objects.live().exclude(until=None)
    known_on = TruncDate("granted_at", tzinfo=LONDON)
    return rows.annotate(due_on=F("until"), known_on=known_on).select_related("school", "user")


def write_role_ends(role: SchoolRole, at: datetime) -> Message:
    """The mail to the school's coordinators and heads."""
    return emails.role_ends(role, at=at)


def roles_told(roles: Iterable[int]) -> Mapping[int, Told]:
    """The role, its person and its school in words."""
    rows = list(SchoolRole.objects.filter(pk__in=list(roles)).select_related("school", "user"))
    there = schools_with([role.school_id for role in rows], SPEAKERS)
    to, nobody = _now("Coordinators and heads of %s"), _now("Nobody: %s has no coordinator and no head here")
    return {
        role.pk: Told(
            f"{role.user.name}, {role.said}, {role.school.name}",
            (to if role.school_id in there else nobody) % role.school.name,
            reverse("schools:people", args=[role.school_id]),
            is_to_nobody=role.school_id not in there,
        )
        for role in rows
    }


role_ends = remind_of(
    ReminderKind(
        "role_ends",
        _("A role at a school ends by its day"),
        conf.role_reminder_days,
        roles_ending,
        write_role_ends,
        emails.role_words,
        roles_told,
        emails.ROLE_ENDS,
    )
)
