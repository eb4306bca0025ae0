"""The addresses of operations."""

from django.urls import path

from iqm_coe.operations.views import fault, health

app_name = "operations"
urlpatterns = [
    path("health/", health.health, name="health"),
    path("faults/", fault.faults, name="faults"),
]
