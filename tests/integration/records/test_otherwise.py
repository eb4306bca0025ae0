"""Words that are looked for are offered as they may be written otherwise; a person reads and chooses (R46n)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iqm_coe.accounts.models.event import EventNote
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.withdrawing import MARK
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.conditions.spelling import found_otherwise, otherwise
from iqm_coe.records.flows import withdrawal as flows
from tests.clock import NOW
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db

WHY = "A pupil was named."


@pytest.fixture
def ada():
    return iqm_person("Ada", "administrator")


def write(text: str, by) -> None:
    record_event(by, "note", by=by, at=NOW, reason=text)


@pytest.mark.rule("R46n")
@pytest.mark.parametrize(
    ("typed", "stands", "way"),
    [
        ("Amos Tarn", "Seen: Tarn, Amos (Year 4).", "Tarn Amos"),
        ("Tarn, Amos", "Amos Tarn reads.", "Amos Tarn"),
        ("Anna Maria Tarn", "TARN, Anna Maria", "Tarn Anna Maria"),
        ("Strauß", "STRAUSS is here.", "strauss"),
        ("Strauss", "Strauß is here.", "strauß"),
        ("Jörg Müller", "Joerg Mueller", "joerg mueller"),
        ("Jörg Müller", "Jorg Muller", "Jorg Muller"),
        ("Jörg Müller", "Mueller, Joerg", "mueller joerg"),
        ("Zoë Quill", "https://x.example/Zo%C3%AB%20Quill", "Zo%C3%AB Quill"),
        ("Zoë Quill", "https://x.example/zo%c3%ab-quill", "Zo%C3%AB Quill"),
        ("Zoë", "Zoe\N{COMBINING DIAERESIS} reads.", "Zoe\N{COMBINING DIAERESIS}"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë reads.", "Zoë"),
    ],
)
def test_further_find_is_offered_and_can_be_withdrawn_by_itself(ada, typed, stands, way):
    write(stands, ada)

    assert not conditions.found(typed)
    assert found_otherwise(typed)[way] == 1

    flows.withdraw_passage(list(conditions.found(way)), way, by=ada, at=NOW, reason=WHY)
    assert MARK in EventNote.objects.get(text__contains=MARK).text
    assert found_otherwise(typed) == {}


@pytest.mark.rule("R46n")
@pytest.mark.parametrize("stands", ["Tarnished Amos", "Amos and Tarn", "Strausser", "Mulled Jorg"])
def test_what_is_other_words_is_not_offered(ada, stands):
    write(stands, ada)
    assert [found_otherwise(one) for one in ("Amos Tarn", "Strauß", "Jörg Müller")] == [{}, {}, {}]


@pytest.mark.rule("R46n")
def test_words_that_cannot_be_written_otherwise_ask_for_nothing():
    assert otherwise("Amos") == []
    assert found_otherwise("Amos") == {}
    assert otherwise("one two three four five") == []


@pytest.mark.rule("R46n")
def test_all_ways_are_looked_for_in_one_pass(ada):
    write("Mueller, Joerg and Jorg Muller", ada)
    assert len(otherwise("Jörg Müller")) > 5
    with CaptureQueriesContext(connection) as asked:
        assert found_otherwise("Jörg Müller") == {"mueller joerg": 1, "Jorg Muller": 1}
    assert len(asked) == 1


@pytest.mark.rule("R46n")
def test_page_offers_them_also_where_the_words_themselves_stand_nowhere(client, ada):
    write("Tarn, Amos", ada)
    client.force_login(ada)

    page = client.post(reverse("records:find"), {"passage": "Amos Tarn"}).text

    assert "Written otherwise, it stands here too" in page
    assert '<input type="hidden" name="passage" value="Tarn Amos">' in page
    there = client.post(reverse("records:find"), {"passage": "Tarn Amos"}).text
    assert "Written otherwise" not in there
    assert "Withdraw what is chosen" in there
