"""Where schools stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.navigation import entry
from iqm_coe.lib.permissions import none_of
from schools.rules import is_of_schools_alone

SCHOOLS = entry(80, _("Schools"), "schools:schools", to=none_of(is_of_schools_alone))
MY_SCHOOL = entry(40, _("Our school"), "schools:mine", to=is_of_schools_alone, section="schools:schools")
