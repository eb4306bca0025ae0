"""What stands on every page and in every mail is an address that mail can go to, and a number that can be dialled."""

import pytest

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.letterhead import email, telephone


@pytest.mark.parametrize(
    ("setting", "typed", "kept"),
    [
        (email, " office@iqm.example ", "office@iqm.example"),
        (email, "", ""),
        (telephone, " 020  7946 0000", "020 7946 0000"),
        (telephone, "+44 (0)20 7946-0000 ext 12", "+44 (0)20 7946-0000 ext 12"),
        (telephone, "", ""),
    ],
)
def test_address_and_number_are_kept_as_they_can_be_used(setting, typed, kept) -> None:
    assert setting.kept(typed) == kept


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        (email, "nonsense"),
        (email, "a@b.example, c@d.example"),
        (email, "office@iqm.example\nBcc: a@b.example"),
        (telephone, "call us maybe"),
        (telephone, "0"),
        (telephone, "020 7946 0000 or ask"),
        (telephone, "javascript:020 7946"),
    ],
)
def test_nonsense_is_refused_in_words_that_say_what_is_asked(setting, typed) -> None:
    with pytest.raises(Refused, match="Give one"):
        setting.kept(typed)
