"""What is older than a screenful is folded away, and nothing is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines

from iqm_coe.lib.templatetags.components import LINES_OF_A_TIMELINE

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def said(words, events):
    return engines["django"].from_string(words).render({"events": events}).strip()


@pytest.mark.parametrize(
    ("number", "folded"),
    [(1, 0), (LINES_OF_A_TIMELINE, 0), (LINES_OF_A_TIMELINE + 1, 1), (LINES_OF_A_TIMELINE + 40, 40)],
)
def test_every_event_is_told_and_the_older_ones_are_counted(number, folded):
    events = [{"at": NOON - timedelta(hours=hours), "what": f"Event {hours}."} for hours in range(number)]

    shown, _fold, older = (
        engines["django"].from_string("{% timeline events=events %}").render({"events": events}).partition("<details")
    )

    assert (shown.count("Event "), older.count("Event ")) == (number - folded, folded)
    assert (f'<span class="count">{folded}</span>' in older) == bool(folded)


def test_where_nothing_has_happened_that_is_said():
    said = (
        engines["django"].from_string('{% timeline events=events empty_text="Nothing yet." %}').render({"events": []})
    )

    assert said.strip() == '<p class="hint">Nothing yet.</p>'
