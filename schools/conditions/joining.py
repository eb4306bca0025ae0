"""Who answers a request to join a school (R5j)."""

from django.utils.translation import gettext as _

from schools.enums import HEADS, SPEAKERS
from schools.models.joining import Joining
from schools.models.role import SchoolRole


def who_answers(joining: Joining) -> str:
    """In words, for whoever waits: the people of the school, or IQM where nobody is there or a head is asked for."""
    there = SchoolRole.objects.live().filter(school=joining.school_id, kind__in=SPEAKERS)
    if joining.kind in HEADS or not there.exists():
        return _("the IQM office")
    return _("the coordinators and heads of the school")
