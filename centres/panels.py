"""What centres adds to a school's page."""

from datetime import date
from typing import Any

from centres.models import CentreInvitation, Membership
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from schools.models import School


@panel("school")
def our_centre(user: Any, school: School, on: date) -> Panel:
    """The Centre in which the school stands, the questions it has been asked, or the way to begin."""
    place = Membership.objects.visible_to(user).belonging().filter(school=school).select_related("centre").first()
    asked = CentreInvitation.objects.visible_to(user).open().filter(school=school).for_list()
    context = {
        "school": school,
        "place": place,
        "asked": asked,
        "can_start": place is None and may(user, "centres.start", school),
    }
    return Panel("centres/_our_centre.html", context)
