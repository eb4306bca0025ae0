"""What holds in every environment."""

import os
from pathlib import Path

import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import constance_config
from iqm_coe.lib.timely import CONNECT_PATIENCE, add_options
from iqm_coe.settings.environment import env, redis_url
from iqm_coe.settings.signing_in import *  # noqa: F403 - a chapter of its own

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "constance",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_structlog",
    "iqm_coe.lib",
    "iqm_coe.accounts",
    "iqm_coe.files",
    "iqm_coe.lists",
    "iqm_coe.texts",
    "iqm_coe.notifications",
    "iqm_coe.records",
    "schools",
    "centres.membership",
    "centres.year",
    "centres.billing",
    "centres.consultancy",
    "centres.application",
    "reviews.update",
    "reviews.visits",
    "reviews.reports",
    "iqm_coe.notes",
    "iqm_coe.web",
    "iqm_coe.operations",
    "iqm_coe.home",
]

MIDDLEWARE = [
    "iqm_coe.operations.middleware.MetricsMiddleware",
    "iqm_coe.operations.middleware.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "iqm_coe.web.middleware.CompressionMiddleware",
    "iqm_coe.web.middleware.ServicePausedMiddleware",
    "csp.middleware.CSPMiddleware",
    "iqm_coe.web.middleware.UnreadableAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "iqm_coe.web.middleware.BodyMiddleware",  # the first to ask who it is; nobody before it reads what was sent
    "iqm_coe.web.middleware.PrivateAnswersMiddleware",
    "iqm_coe.web.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "iqm_coe.accounts.middleware.SessionLifeMiddleware",
    "iqm_coe.accounts.middleware.SecondFactorMiddleware",
    "iqm_coe.accounts.middleware.TimeZoneMiddleware",
    "iqm_coe.web.step_up.StepUpMiddleware",
    "iqm_coe.web.middleware.DiscreetRequestMiddleware",
    "iqm_coe.web.middleware.PerRequestMiddleware",
    "iqm_coe.web.middleware.PageAboveMiddleware",
    "iqm_coe.web.middleware.ActOnceMiddleware",
    "iqm_coe.web.middleware.WritingStoppedMiddleware",
]

ROOT_URLCONF = "iqm_coe.urls"
WSGI_APPLICATION = "iqm_coe.wsgi.application"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "iqm_coe.web.context.frame",
]
TEMPLATE_OPTIONS: dict[str, object] = {
    "context_processors": CONTEXT_PROCESSORS,
    "builtins": [
        "django.templatetags.i18n",
        "django.templatetags.static",
        "iqm_coe.lib.templatetags.settled",  # in place of three of those
        "iqm_coe.lib.templatetags.components",
    ],
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": TEMPLATE_OPTIONS,
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "iqm_coe.lib.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = CONNECT_PATIENCE
# How many of the runs of three letters of a word another has that `resembles` it: “oakfeild” has 0.44 of “Oakfield”.
# Said in the environment, as what a page says of its patience is (`timely.bound_pages`): options of our own would take
# its place.
add_options(os.environ, "-c pg_trgm.word_similarity_threshold=0.4")
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # one that has died is noticed before it is used
# A name, not a secret: the role that the web and the workers use, which cannot rewrite append-only tables.
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="iqm_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url(1),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

SESSION_ENGINE = "iqm_coe.accounts.session_store"
SESSION_COOKIE_NAME = "iqm_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "iqm_coe.web.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Nothing of a machine's is asked for but its passkeys; what a page does not need, no script in it can ask for.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{
        feature: []
        for feature in (
            *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
            *("encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
            *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture"),
            *("screen-wake-lock", "serial", "storage-access", "usb", "window-management"),
            "xr-spatial-tracking",
        )
    },
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Rules use the date in London (R13); TimeZoneMiddleware shows instants in each person's own zone.
TIME_ZONE = "Europe/London"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = len(LANGUAGES) > 1  # with one, each word is the one that stands in the code: nothing is looked up
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_ROOT = env.str("FILES_ROOT", default=str(BASE_DIR / "var" / "files"))
WHITENOISE_MAX_AGE = 60 * 60
STORAGES = {
    "default": {"BACKEND": "iqm_coe.lib.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "iqm_coe.web.storage.ModulesStorage"},
}

# An activity has two fields for each school, and some Centres have hundreds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 5

SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="IQM Centres of Excellence <centres@iqm.example>")
EMAIL_TIMEOUT = 20
CLAMAV = env.str("CLAMAV", default="")  # tcp://host:3310 or unix:///path; without one no file is scanned for viruses
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "iqm_coe.notifications.smtp.WatchedEmailBackend"
MESSAGE_ID_DOMAIN = env.str("MESSAGE_ID_DOMAIN", default="centres.iqm.example")
DEMO = False

CELERY_BROKER_URL = redis_url(0, for_celery=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
# A worker for each queue, named in iqm_coe/embedded/runner.py and docker-compose.yml: a mail waits for no document.
CELERY_TASK_ROUTES = {
    "iqm_coe.notifications.periodic.remind": {"queue": "default"},
    "iqm_coe.notifications.*": {"queue": "mail"},
    "reviews.reports.tasks.*": {"queue": "pdf"},
    "iqm_coe.records.tasks.*": {"queue": "pdf"},
    "iqm_coe.records.periodic.sweep_exports": {"queue": "pdf"},
    "reviews.reports.periodic.sweep_documents": {"queue": "pdf"},
}
FILES_APART = True  # what people hand in is opened by a process of its own
QUESTIONS_ARE_PROVED = False  # the suite works each kept question out anew, and compares
QUESTIONS_PROVED_AT_FIRST = 0  # or so many times in a process, wherever it is asked
PDF_APART = True  # long documents are laid out by a process of their own
CELERY_TASK_PUBLISH_RETRY = False  # what no kick announces, the sweep delivers
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Each room's periodic.py says what the clock starts; the due times are in the database.
CELERY_BEAT_SCHEDULER = "iqm_coe.operations.beat:DueTimes"
# Every so many seconds each queue takes a tiny task, and beat, workers and web look at who has been heard.
HEARTBEAT_SECONDS = env.float("HEARTBEAT_SECONDS", default=30.0)
WATCHED = True
DOCTOR_PATIENCE = 10.0  # seconds that one part may take to prove itself
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without one there is no page of metrics

# Settings that an administrator may change are declared, typed, in each app's conf.py.
CONSTANCE_BACKEND = "iqm_coe.lib.stored_settings.StoredSettings"
SETTINGS_MODULES = [
    *("iqm_coe.lib.letterhead", "iqm_coe.accounts.conf", "iqm_coe.operations.conf", "schools.conf"),
    "iqm_coe.notifications.conf",
    *("centres.membership.conf", "centres.year.conf", "centres.billing.conf", "centres.consultancy.conf"),
    *("centres.application.conf", "reviews.update.conf", "reviews.visits.conf", "reviews.reports.conf"),
]
CONSTANCE_CONFIG = constance_config(*SETTINGS_MODULES)

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event"]),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
CONSOLE = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "told_once": {"()": "iqm_coe.lib.told_once.ToldOnce"},
        "discreet": {"()": "iqm_coe.lib.discreet.Discreet"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": CONSOLE},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"filters": ["told_once"]},
        **{name: {"level": "WARNING"} for name in ("fontTools", "pikepdf", "weasyprint")},
    },
}
