from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.navigation import Row, entry, neighbour
from schools.rules import writes_for_schools_alone

MY_UPDATE = entry(20, _("Update"), "update:mine", to=writes_for_schools_alone, section="update:reviews")

OF_REVIEWS = Row(_("Reviews: updates, visits, reports"))
UPDATES = neighbour(OF_REVIEWS, 10, _("Updates"), "update:reviews", to=is_office, below="visits:visits")
