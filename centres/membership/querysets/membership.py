"""Which places in Centres somebody sees, and what ended means (R44)."""

from typing import Self

from centres.membership.enums import MembershipState
from centres.membership.querysets.centre import ENDED, SeenThroughCentre
from iqm_coe.lib.names import in_order


class MembershipQuerySet(SeenThroughCentre):
    def belonging(self) -> Self:
        """Neither ended nor released: the school stands in this Centre, joining, awaiting or live."""
        return self.exclude(state__in=[ENDED, MembershipState.RELEASED])

    def readable(self) -> Self:
        """Not ended: the school reads what is the Centre's, also after the Centre has closed."""
        return self.exclude(state=ENDED)

    def for_list(self) -> Self:
        return self.select_related("school", "school__local_authority").order_by(in_order("school__name"), "pk")
