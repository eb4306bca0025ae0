"""Production: everything from the environment, refused when it is missing or weak."""

from django.core.exceptions import ImproperlyConfigured

from iqm_coe.lib.timely import POOL
from iqm_coe.settings.base import *  # noqa: F403 - a settings module is made of its base
from iqm_coe.settings.base import CONSOLE, METRICS_TOKEN
from iqm_coe.settings.environment import encrypted_mail, env, is_named, required, strong, strong_secret

if env.bool("DEMO", default=False):
    raise ImproperlyConfigured("Demo mode never runs with production settings: unset DEMO.")

SECRET_KEY = strong_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [
    strong("SECRET_KEY_FALLBACKS", former) for former in env.list("SECRET_KEY_FALLBACKS", default=[])
]
DEBUG = False
DEMO = False
SITE_URL = required("SITE_URL")
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL")
encrypted_mail("EMAIL_URL")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this site answers to; a star is refused.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https:// in production.")
if not is_named(SITE_URL, ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS lacks the name in SITE_URL: each link in a mail would be refused.")
if METRICS_TOKEN:
    strong("METRICS_TOKEN", METRICS_TOKEN)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
CONSOLE["stream"] = "ext://sys.stdout"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Throttling counts by visitor, whose address stands that many proxies back in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1) if BEHIND_PROXY else 0
if BEHIND_PROXY and ALLAUTH_TRUSTED_PROXY_COUNT < 1:
    raise ImproperlyConfigured("TRUSTED_PROXY_COUNT must be 1 or more where BEHIND_PROXY is true.")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-iqm_session"
CSRF_COOKIE_NAME = "__Host-iqm_csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASES["default"]["OPTIONS"]["pool"] = POOL
