from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.navigation import entry
from iqm_coe.lib.permissions import none_of
from schools.rules import is_of_schools_alone

CENTRES = entry(50, _("Centres"), "membership:centres", to=none_of(is_of_schools_alone))
MY_CENTRE = entry(30, _("Our Centre"), "membership:mine", to=is_of_schools_alone, section="membership:centres")
