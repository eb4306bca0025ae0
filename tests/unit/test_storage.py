"""A file and a frozen clock are compared on one clock, on whichever day the suite runs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tests.clock import NOW


@pytest.mark.parametrize("at", [NOW, datetime(2020, 2, 29, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)])
def test_file_is_as_old_as_the_tests_clock_says(settings, tmp_path, at):
    settings.MEDIA_ROOT = str(tmp_path)

    with time_machine.travel(at):
        name = default_storage.save("a.pdf", ContentFile(b"%PDF"))
        age = timezone.now() - default_storage.get_modified_time(name)

    assert timedelta() <= age < timedelta(minutes=1)
