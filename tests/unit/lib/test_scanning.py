"""The protocol of the virus scanner, against one that reads it strictly."""

import pytest

from iqm_coe.lib import scanning
from iqm_coe.lib.scanning import ScannerAway
from tests.scanner import FOUND, MARK, scanner


@pytest.fixture
def there(settings):
    with scanner() as server:
        settings.CLAMAV = server.url
        yield server


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000])
def test_every_byte_arrives_whatever_the_size(there, size) -> None:
    content = bytes(number % 251 for number in range(size))
    assert scanning.found_in(content) == ""
    assert there.seen == [content]


def test_what_it_finds_is_named(there) -> None:
    assert scanning.found_in(b"before " + MARK + b" after") == FOUND


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR", b"stream: ", b"nonsense", b""])
def test_what_is_no_verdict_says_nothing_of_the_bytes(there, says) -> None:
    there.says = says
    there.hangs_up = not says
    with pytest.raises(ScannerAway):
        scanning.found_in(b"content")


def test_nobody_there_is_said(settings) -> None:
    with scanner() as server:
        settings.CLAMAV = server.url
    with pytest.raises(ScannerAway):
        scanning.found_in(b"content")
    settings.CLAMAV = "unix:///nowhere/clamd.ctl"
    with pytest.raises(ScannerAway):
        scanning.answers()


def test_its_version_is_asked(there) -> None:
    assert scanning.answers() == "ClamAV 1.4.3/27800"


def test_one_that_dribbles_is_left_after_the_time_for_all_of_it(there) -> None:
    there.dribbles = 0.1
    with pytest.raises(ScannerAway, match=r"too long|timed out"):
        scanning.found_in(b"content", patience=0.35)
