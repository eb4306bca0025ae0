"""A developer's or a newcomer's own machine: demo mode, loopback only."""

from iqm_coe.lib.timely import POOL
from iqm_coe.settings.base import *  # noqa: F403 - a settings module is made of its base
from iqm_coe.settings.base import CONTEXT_PROCESSORS, DATABASES, INSTALLED_APPS
from iqm_coe.settings.environment import env

SECRET_KEY = env.str("SECRET_KEY", default="demo-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "iqm_coe.demo"]
ROOT_URLCONF = "iqm_coe.demo.urls"
CONTEXT_PROCESSORS.append("iqm_coe.demo.context.demonstration")
INTERNAL_IPS = ["127.0.0.1"]
PROVIDERS_ON_LOOPBACK = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
if "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "iqm_coe.demo.mail.DemoInboxBackend"

# A new connection for each page costs more than most pages.
DATABASES["default"]["OPTIONS"]["pool"] = POOL
