"""The addresses of texts."""

from django.urls import path

from iqm_coe.texts.views import kept, session, text

app_name = "texts"
urlpatterns = [
    path("session/", session.session, name="session"),
    path("kept/<int:pk>/", kept.kept, name="kept"),
    path("<str:name>/<int:pk>/", text.save_text, name="save_text"),
]
