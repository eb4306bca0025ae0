"""The addresses of notes."""

from django.urls import path

from iqm_coe.notes.views import note

app_name = "notes"
urlpatterns = [
    path("<str:label>/<int:pk>/", note.notes, name="notes"),
    path("<str:label>/<int:pk>/follow-up/", note.follow_up, name="follow_up"),
    path("<str:label>/<int:pk>/looked-at/", note.looked_at, name="looked_at"),
]
