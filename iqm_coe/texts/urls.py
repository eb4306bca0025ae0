"""The addresses of texts."""

from django.urls import path

from iqm_coe.texts.views import kept, look, part, session, text

app_name = "texts"
urlpatterns = [
    path("session/", session.session, name="session"),
    path("look/", look.look, name="look"),
    path("kept/<int:pk>/", kept.kept, name="kept"),
    path("<str:name>/<int:pk>/done/", part.say_done, name="say_done"),
    path("<str:name>/<int:pk>/", text.save_text, name="save_text"),
]
