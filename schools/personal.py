"""What schools keep of a person: their roles, invitations to their address, what they recorded."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.personal import (
    Erasing,
    Obstacle,
    Subject,
    Told,
    erases,
    named,
    nobody_s_address,
    personal,
    stands_in_the_way,
)
from iqm_coe.records.conditions.hold import held
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole

PERSONAL = personal(
    {
        "schools.SchoolRole": Told(own=("user",), acted=("granted_by", "ended_by"), where=("school__name",)),
        "schools.RoleInvitation": Told(
            acted=("invited_by",),
            where=("school__name",),
            without=("key",),
            found=lambda subject: subject.at("email"),
        ),
        "schools.Joining": Told(own=("user",), acted=("answered_by",), where=("school__name",)),
        "schools.HeadChange": Told(own=("role__user",), acted=("by", "seen_by"), where=("role__school__name",)),
        "schools.SchoolFreeze": Told(acted=("begun_by", "ended_by"), where=("school__name",)),
        "schools.Award": Told(acted=("recorded_by", "withdrawn_by"), where=("school__name",)),
        "schools.RegisterImport": Told(acted=("read_by", "cancelled_by")),
    }
)


@stands_in_the_way
def invitations_to_schools(subject: Subject) -> Iterator[Obstacle]:
    """An open one would bring the person back."""
    for invitation in RoleInvitation.objects.open().filter(subject.at("email")).select_related("school"):
        yield Obstacle(
            _now("An invitation to a role at %s is open. Withdraw it first.") % invitation.school,
            reverse("schools:people", args=[invitation.school_id]),
        )


@stands_in_the_way
def held_schools(subject: Subject) -> Iterator[Obstacle]:
    """A hold on a school, or on a Centre it was in, also keeps who acted for it."""
    for role in SchoolRole.objects.filter(user=subject.pk).select_related("school").distinct("school"):
        hold = held(role)
        if hold is not None and hold.subject_type != "accounts.user":
            words = _now("A legal hold stands on %(name)s since %(day)s: “%(why)s” An administrator can end it.")
            yield Obstacle(words % hold.as_words, reverse("records:records"))


@erases(_("Addresses of invitations to schools"))
def invited(erasing: Erasing) -> int:
    rows = RoleInvitation.objects.filter(erasing.subject.at("email"))
    changed: int = rows.update(email=nobody_s_address(erasing))
    return changed


named("schools.SchoolRole", ("title", "authority"), lambda subject: Q(user=subject.pk))
named("schools.RoleInvitation", ("authority",), lambda subject: Q(invited_by=subject.pk))
