"""Where schools stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry
from schools.rules import is_of_schools_alone

SCHOOLS = entry(80, _("Schools"), "schools:schools", roles=OFFICE)
MY_SCHOOL = entry(40, _("Our school"), "schools:mine", to=is_of_schools_alone, section="schools:schools")
