from datetime import date

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.year.conditions.quota import counts_files
from iqm_coe.accounts.models.user import User
from iqm_coe.files.handed_in import HandedIn, handed_in
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import end_of_month_of_year
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.year_steps import StepOfYear, year_step
from reviews.update import conf
from reviews.update.models.evidence import AnswerFile
from reviews.update.models.framework import Framework
from reviews.update.models.review import Review
from reviews.update.selectors import review as selectors
from schools.models.school import School
from schools.querysets import reads_every_school

UPDATE = year_step(
    StepOfYear(
        code="update",
        order=30,
        label=gettext_lazy("Update"),
        thing=gettext_lazy("update"),
        anchor="schools",
        owed=selectors.updates_owed,
        told=selectors.updates_told,
        said=selectors.update_said,
        address=lambda review: address("update:review", review),
        asked=selectors.update_asked,
        mailed=(("update.review", "pk"),),
        shared=lambda user, centre: reads_every_school(user),
        near=30,
        in_words=selectors.update_in_words,
    )
)


@panel("school", order=20)
def reviews_of_the_school(user: User, school: School, on: date) -> Panel | None:
    """The school's reviews, the newest first."""
    rows = Review.objects.visible_to(user).filter(school=school).for_list().order_by("-year__opens_on", "-pk")
    return Panel("update/_of_school.html", {"rows": rows, "today": on}, "reviews", _("Reviews")) if rows else None


@tile("programme", order=70)
def late_updates(user: User, on: date) -> Tile:
    """Still being written after the day on which they were due."""
    url = address("update:reviews") + "?state=late"
    return Tile(_("Updates that are late"), lambda: Review.objects.being_written().filter(update_due_on__lt=on), url)


@handed_in(AnswerFile)
def file_handed_in(file: AnswerFile) -> HandedIn:
    """A file beside an answer, by whoever put it there."""
    answer = file.answer
    path = address("update:element", answer.review_id, answer.element.number)
    return HandedIn(file.added_by_id, file.added_at, path)


@counts_files
def files_of_answers(school: int, year: int) -> int:
    """What stands, or stood, beside the answers of the school's review."""
    own = AnswerFile.objects.filter(answer__review__school=school, answer__review__year=year, withdrawn_at=None)
    return int(own.aggregate(all=Sum("size"))["all"] or 0)


@undertaking(order=30)
def update_asked_of(school: School, on: date) -> Undertaking:
    """What is written, who declares it, and by when where no visit is agreed (R15)."""
    key = conf.framework_key.get()
    rows = Framework.objects.annotate(number=Count("elements"))
    framework = per_request(("framework", key), lambda: rows.get(key=key))
    words = _(
        "The school writes an update on %(n)d elements: its progress, its evidence and its next steps, and "
        "what became of the targets of the year before. Its head declares it. Until a visit is agreed it is due at the "
        "end of month %(month)d, by %(day)s."
    )
    month = conf.update_due_month.get()
    facts = {"n": framework.number, "month": month}
    return Undertaking(_("The update"), words % {**facts, "day": long_date(end_of_month_of_year(on, month))})
