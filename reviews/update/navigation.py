from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.navigation import entry
from schools.rules import writes_for_schools_alone

MY_UPDATE = entry(20, _("Update"), "update:mine", to=writes_for_schools_alone, section="update:reviews")
