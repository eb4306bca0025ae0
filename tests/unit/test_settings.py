"""The settings modules: production starts only with everything said, strong and safe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from iqm_coe.celery import app
from iqm_coe.lib.schedule import declared_entries
from iqm_coe.settings import base, environment
from tests.whole import in_the_whole

ROOT = Path(__file__).resolve().parents[2]
STRONG = "kO3v9-Zq7Lw2_Xr8Ty5Np1Bd6Gh4Js0Fm_Vc3Ae9Qi7Uw2Po5Ek8"
PRODUCTION = {
    "SECRET_KEY": STRONG,
    "DATABASE_URL": "postgres://app@127.0.0.1/none",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SITE_URL": "https://centres.example.org",
    "DEFAULT_FROM_EMAIL": "IQM <centres@example.org>",
    "EMAIL_URL": "smtp+tls://user:word@127.0.0.1:587",
    "ALLOWED_HOSTS": "centres.example.org",
}
REFUSED = {
    "no secret": ({"SECRET_KEY": None}, "Set SECRET_KEY"),
    "a short secret": ({"SECRET_KEY": STRONG[:49]}, "SECRET_KEY is too weak"),
    "a monotonous secret": ({"SECRET_KEY": "abcdefghijklmno" * 5}, "SECRET_KEY is too weak"),
    "demo mode": ({"DEMO": "true"}, "Demo mode never runs"),
    "no hosts": ({"ALLOWED_HOSTS": None}, "Set ALLOWED_HOSTS"),
    "a star for a host": ({"ALLOWED_HOSTS": "*"}, "a star is refused"),
    "a star among hosts": ({"ALLOWED_HOSTS": "centres.example.org,*"}, "a star is refused"),
    "a plain site": ({"SITE_URL": "http://centres.example.org"}, "SITE_URL must start with https://"),
    "no site": ({"SITE_URL": None}, "Set SITE_URL"),
    "no sender": ({"DEFAULT_FROM_EMAIL": None}, "Set DEFAULT_FROM_EMAIL"),
    "no mail server": ({"EMAIL_URL": None}, "Set EMAIL_URL"),
    "plain mail": ({"EMAIL_URL": "smtp://user:word@mail.example:25"}, "EMAIL_URL begins with smtp://"),
    "a weak former secret": ({"SECRET_KEY_FALLBACKS": f"{STRONG},abc"}, "SECRET_KEY_FALLBACKS is too weak"),
    "a weak token": ({"METRICS_TOKEN": "metrics"}, "METRICS_TOKEN is too weak"),
    "a site of another name": ({"SITE_URL": "https://other.example"}, "ALLOWED_HOSTS lacks the name in SITE_URL"),
    "no proxy to trust": ({"BEHIND_PROXY": "true", "TRUSTED_PROXY_COUNT": "0"}, "TRUSTED_PROXY_COUNT must be 1"),
    "no broker": ({"REDIS_URL": None}, "Set REDIS_URL"),
    "no database": ({"DATABASE_URL": None}, "DATABASE_URL"),
}
SHOWN = [
    "ALLOWED_HOSTS", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", "DEBUG",
    "DEMO", "EMAIL_BACKEND", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE",
]  # fmt: skip
PROGRAM = """
import json, os, sys
cases, shown = json.load(sys.stdin)
for environ in cases:
    os.environ.clear()
    os.environ.update(environ)
    for name in [name for name in sys.modules if name.startswith("iqm_coe.settings")]:
        del sys.modules[name]
    try:
        import importlib
        module = importlib.import_module("iqm_coe.settings.prod")
        print(json.dumps({name: getattr(module, name) for name in shown}))
    except Exception as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
"""


def environ(changes: dict[str, str | None]) -> dict[str, str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {name: value for name, value in {**base, **PRODUCTION, **changes}.items() if value is not None}


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> dict[str, dict]:
    """What the production settings make of each environment, read in one process of its own."""
    file = tmp_path_factory.mktemp("secrets") / "secret_key"
    file.write_text(STRONG)
    cases = {
        "complete": {},
        "behind a proxy": {"BEHIND_PROXY": "true"},
        "mail by this machine": {"EMAIL_URL": "smtp://localhost:25"},
        "all names below one": {"ALLOWED_HOSTS": ".example.org"},
        **{name: changes for name, (changes, _words) in REFUSED.items()},
        "a secret in a file": {"SECRET_KEY": None, "SECRET_KEY_FILE": str(file)},  # last: what was read stays known
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps([[environ(changes) for changes in cases.values()], SHOWN]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return dict(zip(cases, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_production_settings_refuse_to_start_with(started, case: str) -> None:
    refused = started[case]["refused"]
    assert refused.startswith("ImproperlyConfigured: ")
    assert REFUSED[case][1] in refused
    assert STRONG not in refused


@pytest.mark.parametrize("case", ["mail by this machine", "all names below one", "a secret in a file"])
def test_production_settings_start_with(started, case: str) -> None:
    assert "refused" not in started[case]


def test_production_settings_are_safe_when_everything_is_said(started) -> None:
    assert started["complete"] == {
        "ALLOWED_HOSTS": ["centres.example.org"],
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "__Host-iqm_csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_TRUSTED_ORIGINS": ["https://centres.example.org"],
        "DEBUG": False,
        "DEMO": False,
        "EMAIL_BACKEND": "iqm_coe.notifications.smtp.WatchedEmailBackend",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-iqm_session",
        "SESSION_COOKIE_SECURE": True,
    }


def test_production_settings_believe_a_proxy_only_when_told(started) -> None:
    assert started["behind a proxy"]["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@in_the_whole
@pytest.mark.slow
def test_production_settings_pass_every_deployment_check() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={**environ({}), "DJANGO_SETTINGS_MODULE": "iqm_coe.settings.prod"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("url", "django", "celery"),
    [
        ("redis://:pw@127.0.0.1:6379", "redis://:pw@127.0.0.1:6379/1", "redis://:pw@127.0.0.1:6379/1"),
        ("rediss://cache.example:6380/0", "rediss://cache.example:6380/1", "rediss://cache.example:6380/1"),
        ("unix:///run/v.sock", "unix:///run/v.sock?db=1", "redis+socket:///run/v.sock?virtual_host=1"),
    ],
)
def test_redis_url_speaks_the_dialect_of_its_reader(monkeypatch, url: str, django: str, celery: str) -> None:
    monkeypatch.setitem(environment.env.ENVIRON, "REDIS_URL", url)
    assert environment.redis_url(1) == django
    assert environment.redis_url(1, for_celery=True) == celery


def test_strong_secret_is_given_back_as_it_is(monkeypatch) -> None:
    monkeypatch.setitem(environment.env.ENVIRON, "SECRET_KEY", STRONG)
    assert environment.strong_secret("SECRET_KEY") == STRONG


def test_required_value_that_is_missing_is_named(monkeypatch) -> None:
    monkeypatch.delitem(environment.env.ENVIRON, "SITE_URL", raising=False)
    with pytest.raises(ImproperlyConfigured, match="Set SITE_URL"):
        environment.required("SITE_URL")


def test_celery_takes_nothing_but_json() -> None:
    assert app.conf.task_serializer == "json"
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_ignore_result is True


def test_celery_gives_a_task_back_when_its_worker_dies() -> None:
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)


def test_every_periodic_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()
    unknown = [entry.task for entry in declared_entries() if entry.task not in app.tasks]
    assert unknown == []


def test_passwords_are_hashed_with_argon2_outside_the_tests() -> None:
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_secret_that_everybody_can_read_in_our_source_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "demo-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
    with pytest.raises(ImproperlyConfigured, match="our own source"):
        environment.strong_secret("SECRET_KEY")
