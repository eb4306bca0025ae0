"""The frame's addresses."""

from django.urls import path

from iqm_coe.home.views import demo_inbox, gallery, health, programme, public, work

app_name = "home"
urlpatterns = [
    path("", public.welcome, name="welcome"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("health/", health.health, name="health"),
    path("demo-inbox/", demo_inbox.inbox, name="demo_inbox"),
    path("demo-inbox/<int:pk>/", demo_inbox.mail, name="demo_mail"),
    path("work/", work.index, name="index"),
    path("programme/", programme.overview, name="programme"),
]
