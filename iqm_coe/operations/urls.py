"""The addresses of operations."""

from django.urls import path

from iqm_coe.operations.views import doctor, fault, health, metrics

app_name = "operations"
urlpatterns = [
    path("health/", health.health, name="health"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("faults/", fault.faults, name="faults"),
    path("doctor/", doctor.examine, name="doctor"),
    path("doctor/mail/", doctor.mail, name="mail_me"),
]
