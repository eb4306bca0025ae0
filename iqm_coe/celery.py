"""The Celery application: JSON only, and a static schedule that lives in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqm_coe.settings.dev")

app = Celery("iqm_coe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
