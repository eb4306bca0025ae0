from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, emptied, for_good, goes_with, retention, since, years
from reviews.update.enums import VersionKind
from reviews.update.models.answer import TEXTS

YEARS = years(7)
REPORT = "reports.Report"
NOT_SENT = ~Q(kind=VersionKind.SENT)
CLOSED = _("its year closed")
OF_AN_ANSWER = since(CLOSED, "answer__review__year__closes_on")
SENT_STAYS = _("what was sent stays as long as the report")

RETENTION = retention(
    {
        "update.Framework": Kept(for_good(_("reviews are pinned to it"))),
        "update.Element": Kept(for_good()),
        "update.ElementMapping": Kept(for_good()),
        "update.Review": Kept(goes_with("membership.Centre")),
        "update.Answer": Kept(emptied(YEARS, since(CLOSED, "review__year__closes_on"), *TEXTS), TEXTS),
        "update.AnswerVersion": Kept(
            emptied(YEARS, OF_AN_ANSWER, *TEXTS, only=NOT_SENT, why=SENT_STAYS),
            TEXTS,
        ),
        "update.AnswerLink": Kept(deleted(YEARS, OF_AN_ANSWER), ("url", "title")),
        "update.AnswerFile": Kept(
            emptied(
                YEARS,
                OF_AN_ANSWER,
                "file",
                "name",
                "title",
                why=_("its hash stays"),
            ),
            ("file", "name", "title"),
        ),
        "update.Declaration": Kept(goes_with(REPORT), ("given_name",)),
        "update.Target": Kept(goes_with(REPORT), ("aim", "actions", "owner", "measure")),
        "update.TargetProgress": Kept(emptied(YEARS, since(CLOSED, "review__year__closes_on"), "text"), ("text",)),
        "update.TargetProgressVersion": Kept(
            emptied(YEARS, since(CLOSED, "progress__review__year__closes_on"), "text", only=NOT_SENT, why=SENT_STAYS),
            ("text",),
        ),
    }
)
