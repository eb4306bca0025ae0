"""The server that `bin/bench` measures: that of bin/run, without the demo's banner and with the files as they lie."""

from iqm_coe.settings.dev import *  # noqa: F403 - a settings module is made of its base
from iqm_coe.settings.dev import STORAGES

DEMO = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
