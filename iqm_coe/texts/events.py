"""What the events of this room are called, whatever text they happen to."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import OF_ANY, event_words
from iqm_coe.lib.facts import FactWords, fact_words
from iqm_coe.texts.kinds import kind_called

EVENTS = event_words({(OF_ANY, "clash"): _("Two people wrote it at once; both texts were kept")})


def _box(box: str, label: str) -> str:
    """As the form of the text calls it."""
    kind = kind_called(label)
    field = kind.form.base_fields.get(box) if kind else None
    return str(field.label or "") if field else ""


FACTS = fact_words({"box": FactWords(_("box"), says=_box), "kept": FactWords(is_told=False)})
