"""Where the pages that belong to everybody stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry
from iqm_coe.lib.permissions import none_of
from schools.rules import speaks_for_schools_alone

THIS_YEAR = entry(10, _("This year"), "home:index", to=speaks_for_schools_alone)
WORK = entry(10, _("What needs me"), "home:index", to=none_of(speaks_for_schools_alone))
BOARD = entry(25, _("Year board"), "home:board", roles=OFFICE)
PROGRAMME = entry(30, _("Programme"), "home:programme", roles=OFFICE)
