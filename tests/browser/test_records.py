"""Words are found, read in their places and withdrawn in the browser (R46d)."""

import pytest
from django.utils import timezone

from iqm_coe.accounts.models.event import EventNote
from iqm_coe.lib.transitions import record_event
from tests.browser.conftest import office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.mark.rule("R46d")
def test_a_name_is_found_and_withdrawn(meet, transactional_db) -> None:
    ada = office("Ada", "administrator")
    record_event(ada, "note", by=ada, at=timezone.now(), reason="It was Zebedee Quill who said so.")
    somebody = meet()
    somebody.sign_in(ada, code=True)
    page = somebody.open("/records/")
    page.get_by_role("link", name="Withdraw words").click()
    page.get_by_label("The words that are to go").fill("zebedee quill")
    page.get_by_role("button", name="Find where they stand").click()
    assert somebody.sees("It was Zebedee Quill who said so.")
    page.get_by_role("button", name="Choose all").click()
    page.get_by_label("Reason").fill("A pupil was named.")
    page.get_by_role("button", name="Withdraw what is chosen").click()
    assert somebody.sees("Withdrawn. Look for the words once more")
    assert EventNote.objects.filter(text="It was [content withdrawn] who said so.").count() == 1
