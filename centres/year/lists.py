"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.year.enums import ActivityKind, ActivityState, PlanState, YearState
from centres.year.filters import STANDING, ActivityFilter, PlanFilter, YearFilter
from iqm_coe.lib.lists.columns import Choice, Count, Day, Name, Title
from iqm_coe.lib.lists.states import State, Told
from iqm_coe.lib.lists.table import ListTable


class Plans(ListTable):
    route = "year:plans"
    permission = "year.list_plans"
    title = _("Plans")
    lead = _("Three a Centre and year: sustained practice, classroom research, dissemination.")
    caption = _("Plans, of the open ones the one due first on top")
    empty = _("No plan found")
    empty_text = _("The three plans of a Centre stand here as soon as its year opens.")
    filters = PlanFilter

    plan = Title(_("Plan"), "get_kind_display", to="year:plan", sort="kind")
    centre = Name(_("Centre"), "year.centre.name", sort="year__centre__name")
    year = Count(_("Year"), "year.number", sort="year__number")
    state = State(_("State"), PlanState, sort="state")
    due = Day(_("Due"), "due_on", sort="due_on")


class Years(ListTable):
    """Every year of every Centre, also those that are over; how far one of today is stands on the board."""

    route = "year:years"
    permission = "year.list_years"
    title = _("Centre years")
    lead = _("Every year of every Centre, also those that are over.")
    caption = _("Centre years, the latest first")
    empty = _("No Centre year found")
    empty_text = _("A year stands here as soon as it is opened: the first one when the Centre is approved.")
    filters = YearFilter

    centre = Title(_("Centre"), "centre.name", to="year:year", sort="centre__name")
    number = Count(_("Year"), "number", sort="number")
    opens = Day(_("Opens"), "opens_on", sort="opens_on")
    closes = Day(_("Ends"), "closes_on", sort="closes_on")
    standing = Told(_("Today"), YearState, STANDING, on_the_day=True)
    plans = Count(_("Plans accepted"), "plans_accepted", sort="plans_accepted")
    lead_school = Name(_("Lead school"), "centre.lead_school.name", sort="centre__lead_school__name")
    state = Choice(_("State of the Centre"), "centre.get_state_display", CentreState, sort="centre__state")


class Activities(ListTable):
    route = "year:activities"
    permission = "year.list_activities"
    title = _("Collaborative activities")
    lead = _("What the schools of a Centre do together.")
    caption = _("Activities, the latest day first")
    empty = _("No activity found")
    empty_text = _("An activity stands here as soon as a coordinator of the Centre has planned or recorded it.")
    filters = ActivityFilter

    focus = Title(_("Focus"), "focus", to="year:activity", sort="focus")
    kind = Choice(_("What it is"), "get_kind_display", ActivityKind, sort="kind")
    centre = Name(_("Centre"), "centre.name", sort="centre__name")
    held = Day(_("Day"), "held_on", sort="held_on")
    place = Name(_("Where"), "place", sort="place")
    schools = Count(_("Schools present"), "schools", sort="schools")
    state = State(_("State"), ActivityState, sort="state")
