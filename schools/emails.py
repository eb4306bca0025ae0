"""The mails of schools."""

from datetime import date, datetime

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import HEADS, SPEAKERS, HeadChangeKind, JoiningState, SchoolRoleKind
from schools.models.award import Award
from schools.models.freeze import Freeze
from schools.models.headship import HeadChange
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School

AWARD_ENDS, ROLE_ENDS = "schools/award_ends", "schools/role_ends"


def role_invitation(invitation: RoleInvitation, *, at: datetime) -> Message:
    """The offer of a role at a school, to the one address it is bound to."""
    return outbox.write(
        "schools/role_invitation",
        to="school_invitee",
        of={"invitation": invitation.pk},
        about=invitation,
        at=at,
        context={
            **_offer_words(invitation),
            "until": _last_day(invitation.until),
            "authority": invitation.authority,
            "expires": long_date(london_date(invitation.expires_at)),
            "proves_address": True,
        },
        urgency=Urgency.FIRST,
    )


def invitation_fallen(invitation: RoleInvitation, *, at: datetime) -> Message:
    """Tells the invited address that the offer is of no use any more, since whoever made it may not give the role."""
    of = {"invitation": invitation.pk}
    context = _offer_words(invitation)
    return outbox.write("schools/invitation_fallen", "school_former_invitee", of, about=None, at=at, context=context)


def _offer_words(invitation: RoleInvitation) -> dict[str, object]:
    return {
        "school": invitation.school.name,
        "role": str(invitation.get_kind_display()),
        "invited_by": invitation.invited_by.name,
        "path": reverse("schools:invitation", args=[invitation.key]),
    }


def role_taken(role: SchoolRole, *, by: User | None, at: datetime) -> Message:
    """Tells the coordinators and heads that somebody has a role at their school from now on."""
    return _to_speakers("schools/role_taken", role, by=by, at=at)


def role_given(role: SchoolRole, *, by: User | None, at: datetime) -> Message:
    """Tells a person of a role that somebody gave them without asking."""
    return _to_the_person("schools/role_given", role, reverse("schools:school", args=[role.school_id]), by=by, at=at)


def role_ended(role: SchoolRole, *, by: User | None, at: datetime) -> None:
    """Tells the person that their role is over, and the school's coordinators and heads."""
    if role.user.is_active and (by is None or by.pk != role.user_id):
        _to_the_person("schools/role_ended", role, reverse("home:index"), by=by, at=at)
    if role.school.roles.live().filter(kind__in=SPEAKERS).exists():
        _to_speakers("schools/role_of_somebody_ended", role, by=by, at=at)


def _to_speakers(kind: str, role: SchoolRole, *, by: User | None, at: datetime) -> Message:
    return outbox.write(
        kind,
        to="school_colleagues",
        of={"school": role.school_id, "of": role.user_id},
        about=role,
        by=by,
        at=at,
        context={**_role_words(role, by), "path": reverse("schools:people", args=[role.school_id])},
    )


def _to_the_person(kind: str, role: SchoolRole, path: str, *, by: User | None, at: datetime) -> Message:
    context = {**_role_words(role, by), "path": path}
    return outbox.write(kind, to="people", of={"ids": [role.user_id]}, about=role, by=by, at=at, context=context)


def _role_words(role: SchoolRole, by: User | None) -> dict[str, object]:
    """`by` is named as who gave or ended the role; whoever took it up, or over, did neither."""
    is_theirs = by is not None and by.pk in {role.granted_by_id, role.ended_by_id, role.user_id}
    return {
        "school": role.school.name,
        "role": str(role.get_kind_display()),
        "person": role.user.name,
        "by": by.name if by and is_theirs else "",
        "until": _last_day(role.until),
        "authority": role.authority,
        "is_head": role.kind in HEADS,
    }


def _last_day(until: date | None) -> str:
    return long_date(until) if until else ""


def end_moved(role: SchoolRole, before: date | None, *, by: User, at: datetime) -> None:
    """Tells a person until when they hold their role now and until when they did, and who speaks for the school."""
    path = reverse("schools:school", args=[role.school_id])
    context = {**_role_words(role, None), "by": by.name, "before": _last_day(before), "path": path}
    others = {"school": role.school_id, "of": role.user_id}
    for to, of, is_own in (("people", {"ids": [role.user_id]}, True), ("school_colleagues", others, False)):
        told = {**context, "is_own": is_own}
        outbox.write("schools/end_moved", to=to, of=of, about=role, by=by, at=at, context=told)


def handed_over(school: School, leaver: User, heir: User, what: list[str], *, by: User, at: datetime) -> Message:
    """Tells both of them, and who speaks for the school, once, what went from one to the other."""
    of = {"school": school.pk, "both": [leaver.pk, heir.pk]}
    names = {"school": school.name, "leaver": leaver.name, "heir": heir.name, "by": by.name}
    context = {**names, "what": what, "path": reverse("home:index")}
    return outbox.write("schools/handed_over", "school_hand_over", of, about=None, by=by, at=at, context=context)


def role_words(role: SchoolRole, on: date) -> dict[str, object]:
    """What a reminder says of a role that ends by its day, on the day it goes."""
    return {
        **_role_words(role, None),
        "when": _when((on - role.until).days) if role.until else "",
        "is_acting": role.kind == SchoolRoleKind.ACTING,
        "path": reverse("schools:people", args=[role.school_id]),
    }


def role_ends(role: SchoolRole, *, at: datetime) -> Message:
    """Reminds who manages the people of a school that a role there ends by its day."""
    return outbox.write(
        ROLE_ENDS,
        to="school_people",
        of={"schools": [role.school_id], "kinds": list(SPEAKERS)},
        about=role,
        at=at,
        context=role_words(role, london_date(at)),
        urgency=Urgency.LATER,
    )


def joining_asked(joining: Joining, *, at: datetime) -> Message:
    """Tells those who can answer: the people of the school, else, and of a head always, the staff (R5j)."""
    there = joining.school.roles.live().filter(kind__in=SPEAKERS).exists() and joining.kind not in HEADS
    return outbox.write(
        "schools/joining_asked",
        to="school_people" if there else "iqm",
        of={"schools": [joining.school_id], "kinds": list(SPEAKERS)} if there else {"kind": IqmRoleKind.STAFF},
        about=joining,
        by=joining.user,
        at=at,
        context={
            "school": joining.school.name,
            "role": str(joining.get_kind_display()),
            "person": joining.user.name,
            "until": long_date(london_date(joining.expires_at)),
            "path": reverse("schools:joining", args=[joining.pk]),
        },
    )


def joining_answered(joining: Joining, *, at: datetime) -> Message:
    """Tells whoever asked that they are in, or that they are not, and why."""
    is_in = joining.state == JoiningState.ACCEPTED
    name, number = ("schools:school", joining.school_id) if is_in else ("schools:joining", joining.pk)
    return outbox.write(
        "schools/joining_accepted" if is_in else "schools/joining_declined",
        to="people",
        of={"ids": [joining.user_id]},
        about=joining,
        at=at,
        context={
            "school": joining.school.name,
            "role": str(joining.get_kind_display()),
            "answer": joining.answer,
            "path": reverse(name, args=[number]),
        },
    )


def head_changed(change: HeadChange, *, at: datetime) -> Message:
    """Tells the staff that somebody stands at the head of a school, does no longer, or does until another day."""
    words = _role_words(change.role, change.by)
    return outbox.write(
        "schools/head_changed",
        to="iqm",
        of={"kind": IqmRoleKind.STAFF},
        about=change,
        by=change.by,
        at=at,
        context={
            **words,
            "by": change.by.name if change.by and change.what == HeadChangeKind.MOVED else words["by"],
            "is_seen": change.seen_at is not None,
            "has_begun": change.what == HeadChangeKind.BEGUN,
            "has_moved": change.what == HeadChangeKind.MOVED,
            "before": _last_day(change.until_before),
            "until": _last_day(change.until_after if change.what == HeadChangeKind.MOVED else change.role.until),
            "is_vacant": not change.role.school.roles.live().filling_the_headship().exists(),
            "path": reverse("schools:headship", args=[change.role.school_id]),
        },
    )


def coordinator_inherited(role: SchoolRole, *, at: datetime) -> Message:
    """Tells a head that the last coordinator has gone and that they inherit the part (R5)."""
    of = {"ids": [role.user_id]}
    context = {"school": role.school.name, "path": reverse("schools:people", args=[role.school_id])}
    return outbox.write("schools/coordinator_inherited", "people", of, about=role, at=at, context=context)


def award_words(award: Award, on: date) -> dict[str, object]:
    """What a reminder says on the day it goes, however late that is."""
    over = (on - award.valid_until).days
    return {
        "school": award.school.name,
        "award": str(award.get_kind_display()),
        "days": abs(over),
        "is_over": over > 0,
        "when": _when(over),
        "ends": long_date(award.valid_until),
        "path": reverse("schools:school", args=[award.school_id]),
    }


def _when(over: int) -> str:
    if over == 0:
        return _("ends today")
    if over > 0:
        return ngettext("ended yesterday", "ended %(days)d days ago", over) % {"days": over}
    return ngettext("ends tomorrow", "ends in %(days)d days", -over) % {"days": -over}


def award_ends(award: Award, *, at: datetime) -> Message:
    """Reminds a school that its award ends, or has ended."""
    return outbox.write(
        AWARD_ENDS,
        to="school_people",
        of={"schools": [award.school_id], "kinds": list(SPEAKERS)},
        about=award,
        at=at,
        context=award_words(award, london_date(at)),
        urgency=Urgency.LATER,
    )


def writing_stopped(freeze: Freeze, name: str, schools: list[int], *, about: Model, reason: str, at: datetime) -> None:
    """Tells administrators, with the reason, and whoever speaks for the schools, without it, that it is so or over."""
    label = "membership:centre" if about._meta.model_name == "centre" else "schools:school"
    words = {"name": name, "is_stopped": freeze.ended_at is None, "path": reverse(label, args=[about.pk])}
    by = freeze.ended_by or freeze.begun_by
    outbox.write(
        "schools/writing_stopped",
        to="iqm",
        of={"kind": IqmRoleKind.ADMINISTRATOR},
        about=freeze,
        at=at,
        context={**words, "by": by.name, "reason": reason},
        urgency=Urgency.FIRST,
    )
    outbox.write(
        "schools/writing_stopped",
        to="school_people",
        of={"schools": schools, "kinds": sorted(SPEAKERS)},
        about=about,
        at=at,
        context={**words, "by": "", "reason": ""},
        urgency=Urgency.FIRST,
    )


def content_withdrawn(school: School, texts: list[str], *, by: User, at: datetime) -> Message:
    """Tells who speaks for the school which texts of it something was withdrawn from, and nothing of what it said."""
    return outbox.write(
        "schools/content_withdrawn",
        to="school_people",
        of={"schools": [school.pk], "kinds": list(SPEAKERS)},
        about=school,
        by=by,
        at=at,
        context={"school": school.name, "texts": texts, "path": reverse("schools:school", args=[school.pk])},
    )
