from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.navigation import entry

CENTRES = entry(50, _("Centres"), "membership:centres")
