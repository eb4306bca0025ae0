from django.utils.translation import gettext_lazy as _

from centres.membership.rules import sees_centres_at_work
from iqm_coe.lib.navigation import Row, entry, neighbour
from schools.rules import speaks_for_schools_alone

CENTRES = entry(50, _("Centres"), "membership:centres", to=sees_centres_at_work)
MY_CENTRE = entry(30, _("Our Centre"), "membership:mine", to=speaks_for_schools_alone, section="membership:centres")

OF_CENTRES = Row(_("Centres, their years and what they do"))
CENTRES_NEIGHBOUR = neighbour(OF_CENTRES, 10, _("Centres"), "membership:centres", to=sees_centres_at_work)
