"""What is called what happens to lines of What needs me; each is told of the colleague who sees to it."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import FactWords, fact_words

EVENTS = event_words(
    {
        ("accounts.user", "give_work"): _("Was given a line of What needs me"),
        ("accounts.user", "take_work"): _("Took a line of What needs me"),
        ("accounts.user", "take_work_back"): _("A line of What needs me was taken back from them"),
        ("accounts.user", "give_work_up"): _("Gave up a line of What needs me"),
    }
)
FACTS = fact_words({"offer": FactWords(is_told=False)})  # of what kind a line is, by the name of its offer
