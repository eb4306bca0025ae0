"""The addresses of operations."""

from django.urls import path

from iqm_coe.operations.views import health

app_name = "operations"
urlpatterns = [path("health/", health.health, name="health")]
