"""The annual review pack as a document (R27)."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import pdf
from reviews.reports.selectors import pack as content
from reviews.update.models.review import Review

Step = Callable[[int, int, str], None]


def review_pack(year: CentreYear, user: User, *, at: datetime, step: Step) -> tuple[bytes, list[Review]]:
    """The pack as this person may see it, and the reviews it holds. `step` hears how far it is, and may raise."""
    schools = content.schools_of_pack(year, user)
    total = len(schools) + 2
    parts = []
    for number, school in enumerate(schools):
        step(number, total, _("Reading %s") % school.name)
        parts.append(content.school_part(year, school, user))
    step(len(schools), total, _("Laying out the pages"))
    document = pdf.render_apart("pdf/pack.html", {"pack": content.pack_content(year, user, parts, at)})
    step(len(schools) + 1, total, _("Keeping the document"))
    return document, [part.review for part in parts if part.review]
