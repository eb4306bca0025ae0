"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.lists.columns import Choice, Count, Name, Title, Words
from iqm_coe.lib.lists.table import ListTable
from schools.enums import SchoolStatus
from schools.filters import SchoolFilter


class Schools(ListTable):
    route = "schools:schools"
    title = _("Schools")
    caption = _("Schools, by name")
    empty = _("No school found")
    empty_text = _("A school stands here as soon as it is added, or read from the national register.")
    filters = SchoolFilter

    name = Title(_("Name"), "name", to="schools:school", sort="name")
    town = Name(_("Town"), "town", sort="town")
    postcode = Words(_("Postcode"), "postcode", sort="postcode", at_first=False)
    authority = Name(_("Local authority"), "local_authority.name", sort="local_authority__name")
    phase = Words(_("Phase"), "phase", sort="phase")
    pupils = Count(_("Pupils"), "pupils", sort="pupils")
    status = Choice(_("Status"), "status_label", SchoolStatus, sort="status")
