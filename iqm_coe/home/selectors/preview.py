"""A line of What needs me with what one looks at before: how its Centre or school stands, whom to ring, the notes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.urls import reverse

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.done import with_reminders
from iqm_coe.home.selectors.work import owned
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.templatetags.work_lines import PREVIEW, PREVIEW_OF_OTHERS
from iqm_coe.lib.worklist import Line, is_awaited, is_mine, line_of
from schools.models.school import School

PAGES: dict[str, tuple[type[Centre] | type[School], str, str]] = {
    "membership.centre": (Centre, "membership:centre", "centre.line"),
    "schools.school": (School, "schools:school", "school.line"),
}  # the model, the address of its page, and the panels that say how it stands


@dataclass(frozen=True)
class Preview:
    """One line, and of the thing it is of what stands beside the list; nothing of a thing that is hidden from them."""

    line: Line
    thing: Model | None
    url: str
    panels: list[Panel]

    @property
    def as_list(self) -> list[Line]:
        return [self.line]

    @property
    def group(self) -> str:
        """As which its age is told: with whoever reads it, or with others."""
        return PREVIEW if is_mine(self.line) and not is_awaited(self.line) else PREVIEW_OF_OTHERS


def preview_of(key: str, user: User, at: datetime) -> Preview | None:
    """The line of this key, while it waits for this person or they for it."""
    today = london_date(at)
    line = line_of(key, user, today)
    if line is None:
        return None
    (told,) = owned(with_reminders([line], today), user, today)
    if line.of is None or line.of[0] not in PAGES:
        return Preview(told, None, "", [])
    model, route, standing = PAGES[line.of[0]]
    thing = model.objects.visible_to(user).filter(pk=line.of[1]).first()
    if thing is None:
        return Preview(told, None, "", [])
    panels = [*panels_for(standing, user, thing, today), *panels_for("preview", user, thing, today)]
    return Preview(told, thing, reverse(route, args=[thing.pk]), panels)
