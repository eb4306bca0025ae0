"""The addresses of views of lists."""

from django.urls import path

from iqm_coe.lists.views import saved_view

app_name = "lists"
urlpatterns = [
    path("keep/", saved_view.keep, name="keep"),
    path("<int:pk>/open-with/", saved_view.open_with, name="open_with"),
    path("<int:pk>/open-plain/", saved_view.open_plain, name="open_plain"),
    path("<int:pk>/drop/", saved_view.drop, name="drop"),
]
