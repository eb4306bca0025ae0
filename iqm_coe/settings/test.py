"""The test suite: real PostgreSQL and Valkey, fast hashing, loud templates."""

from iqm_coe.settings.base import *  # noqa: F403 - a settings module is made of its base
from iqm_coe.settings.base import (
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CONTEXT_PROCESSORS,
    INSTALLED_APPS,
    STORAGES,
    TEMPLATE_OPTIONS,
)
from iqm_coe.settings.environment import env, redis_url

SECRET_KEY = "test-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
DEBUG = False
DEMO = False  # the demo is there to be tested, and shows nothing until a test turns it on
INSTALLED_APPS = [*INSTALLED_APPS, "iqm_coe.demo"]
ROOT_URLCONF = "iqm_coe.demo.urls"
CONTEXT_PROCESSORS.append("iqm_coe.demo.context.demonstration")
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "tests.storage.StampedStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATE_OPTIONS["string_if_invalid"] = "MISSING TEMPLATE VARIABLE %s"
WHITENOISE_AUTOREFRESH = True
# Each worker of the suite counts its own throttling; database 0 is the broker's.
CACHES = {"default": {**CACHES["default"], "LOCATION": redis_url(1 + int(env.str("PYTEST_XDIST_WORKER", "gw0")[2:]))}}
CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": 1}
QUESTIONS_ARE_PROVED = True  # what is kept of a question is compared with the question, each time
WATCHED = False  # tests that watch begin it
DOCTOR_PATIENCE = 0.5  # nobody waits for workers that no test has started
FILES_APART = False  # a quarter of a second for each; the tests of it turn it on
PDF_APART = False  # a second for each; the tests of it turn it on
PROVIDERS_ON_LOOPBACK = True
