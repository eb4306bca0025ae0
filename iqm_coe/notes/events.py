"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import FactWords, fact_words

EVENTS = event_words(
    {
        ("notes.note", "write"): _("A note was written"),
        ("notes.followup", "set"): _("Somebody sees to it"),
        ("notes.followup", "take_back"): _("It is no longer with whoever was to see to it"),
        ("notes.followup", "see_to"): _("It was looked at again"),
    }
)
FACTS = fact_words(
    {
        "owner": FactWords(_("who sees to it"), nothing=_("nobody")),
        "on": FactWords(_("on"), nothing=_("no day")),
        "about_type": FactWords(is_told=False),
        "about_id": FactWords(is_told=False),
    }
)
