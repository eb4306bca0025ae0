"""docs/security.md claims nothing without a proof that is there."""

import re

from django.conf import settings

PAGE = (settings.BASE_DIR / "docs/security.md").read_text()
ROWS = re.findall(r"^\| ([\d., ]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)


def test_each_item_is_claimed_once_with_a_proof_that_is_there() -> None:
    items = [item for numbers, _by, _proofs in ROWS for item in numbers.split(", ")]
    proofs = {path for _numbers, _by, named in ROWS for path in re.findall(r"`(tests/[^`]+)`", named)}

    assert len(ROWS) > 20
    assert sorted(items) == sorted(set(items))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", item) for item in items)
    assert all("tests/" in named for _numbers, _by, named in ROWS)
    assert [path for path in proofs if not (settings.BASE_DIR / path).is_file()] == []
