"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.lists.columns import Count, Day, Name, Title
from iqm_coe.lib.lists.states import Mark, State
from iqm_coe.lib.lists.table import ListTable
from reviews.visits.enums import AccreditationState, VisitState
from reviews.visits.filters import AssessorFilter, VisitFilter


class Visits(ListTable):
    route = "visits:visits"
    permission = "visits.list_visits"
    title = _("Visits")
    caption = _("Visits, those without a day first, then the latest")
    empty = _("No visit found")
    empty_text = _("A visit stands here as soon as an assessor is appointed to it.")
    filters = VisitFilter

    centre = Title(_("Centre"), "year.centre.name", to="visits:visit", sort="year__centre__name")
    assessor = Name(_("Assessor"), "assessor.name", sort="assessor__name")
    host = Name(_("Host school"), "host.name", sort="host__name")
    schools = Count(_("Schools"), "schools", sort="schools")
    state = State(_("State"), VisitState, sort="state")
    day = Day(_("Day"), "agreed_on", sort="agreed_on")
    answer_by = Day(_("Answer due on"), "answer_due_on", sort="answer_due_on", at_first=False)


class Assessors(ListTable):
    route = "visits:assessors"
    permission = "visits.list_assessors"
    title = _("Assessors")
    caption = _("Assessors by name")
    empty = _("Nobody found who holds the role of assessor")
    empty_text = _("Whoever gets the role of assessor stands here. Administrators give it, on the page of a person.")
    filters = AssessorFilter

    name = Title(_("Name"), "name", to="visits:accredit", sort="name")
    accreditation = Mark(_("Accreditation"), AccreditationState, sort="accreditation")
    until = Day(_("Until"), "until", sort="until")
    load = Count(_("Visits this year"), "load", sort="load")
    areas = Name(_("Local authority of their own schools"), "areas", sort="areas")
