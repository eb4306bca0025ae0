"""What a school writes in its update, and hands in."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "update.Answer": Content(
            ("progress", "evidence", "next_steps"), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.AnswerVersion": Content(
            ("progress", "evidence", "next_steps"), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.AnswerLink": Content(
            ("url", "title"), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.AnswerFile": Content(
            ("file", "name", "title"), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.Target": Content(
            ("aim", "actions", "owner", "measure"), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.TargetProgress": Content(
            ("text",), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
        "update.TargetProgressVersion": Content(
            ("text",), _("who writes it, who speaks for the school, its assessor, and IQM")
        ),
    }
)
STAYS = stays(
    {
        "update.Framework": "words of the programme",
        "update.Element": "words of the programme",
        "update.Declaration.given_name": "the name of who signed: erased as a person",
        "update.AnswerFile.content_type": "a code of the product, no words",
        "update.AnswerFile.sha256": "the hash that stays",
        "update.Answer.pages": "numbers of open pages",
        "update.Target.pages": "numbers of open pages",
        "update.TargetProgress.pages": "numbers of open pages",
    }
)
