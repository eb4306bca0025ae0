from django.utils.translation import gettext_lazy as _

from iqm_coe.texts.forms.text import TextForm
from reviews.update.forms.answer import saved_box


class TargetProgressForm(TextForm):
    boxes = ("text",)
    text = saved_box(
        _("What was done, and what changed"), _("Say what you see in school, not only what was planned."), 9
    )
