"""How much the files of a school may take in one Centre year, and how much they take (R14)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from centres.year import conf
from centres.year.models.plan import PlanVersion
from centres.year.models.year import CentreYear
from iqm_coe.lib import letterhead
from iqm_coe.lib.errors import Refused
from schools.models.school import School

MB = 1024 * 1024

# Given the numbers of a school and a year: the bytes of one kind of file, also of those taken away, which are kept.
Count = Callable[[int, int], int]
_counts: list[Count] = []


def counts_files(count: Count) -> Count:
    """Let a room add its own kind of file."""
    _counts.append(count)
    return count


@counts_files
def of_plans(school: int, year: int) -> int:
    """The plans that this school lodges."""
    lodges = Q(plan__named_school=school) | Q(plan__named_school=None, plan__year__centre__lead_school=school)
    return int(
        PlanVersion.objects.filter(lodges, plan__year=year, withdrawn_at=None).aggregate(all=Sum("size"))["all"] or 0
    )


@dataclass(frozen=True)
class Room:
    """In bytes."""

    used: int
    most: int

    @property
    def left(self) -> int:
        return max(self.most - self.used, 0)


def room_of(school: int, year: int) -> Room:
    """As it is now."""
    return Room(sum(count(school, year) for count in _counts), conf.files_mb.get() * MB)


def require_room(school: int, year: CentreYear, size: int) -> None:
    """Raises Refused where a file of so many bytes would be too much; holds the school until the flow has ended, so
    that two at once are counted one after the other.
    """
    held = School.objects.select_for_update(no_key=True).get(pk=school)
    room = room_of(school, year.pk)
    if size > room.left:
        words = _(
            "The files of %(school)s take %(used)s of the %(most)s there are for %(year)s, and this one has %(size)s. "
            "It was not taken; what was there stays. Hand in a smaller one, or write to the IQM office, %(office)s, "
            "for more room."
        )
        told = {"school": held.name, "year": year, "office": letterhead.email.get(), "size": filesizeformat(size)}
        raise Refused(words % {**told, "used": filesizeformat(room.used), "most": filesizeformat(room.most)})
