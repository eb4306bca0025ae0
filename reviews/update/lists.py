"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.lists.columns import Count, Day, Name, Title, Words
from iqm_coe.lib.lists.states import State
from iqm_coe.lib.lists.table import ListTable
from reviews.update.enums import ReviewState
from reviews.update.filters import ReviewFilter


class Reviews(ListTable):
    route = "update:reviews"
    permission = "update.list_reviews"
    title = _("Updates")
    lead = _("One review a school and Centre year, which begins with the update.")
    caption = _("Updates, of those to come the one due first on top")
    empty = _("No update found")
    empty_text = _("The update of each school stands here as soon as the year of its Centre opens.")
    filters = ReviewFilter

    school = Title(_("School"), "school.name", to="update:review", sort="school__name", place="school.town")
    town = Words(_("Town"), "school.town", sort="school__town", at_first=False)
    centre = Name(_("Centre"), "year.centre.name", sort="year__centre__name")
    year = Count(_("Year"), "year.number", sort="year__number")
    state = State(_("State"), ReviewState, sort="state")
    due = Day(_("Update due"), "update_due_on", sort="update_due_on")
