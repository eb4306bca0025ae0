"""The addresses of views of lists, and of what is done with many rows at once."""

from django.urls import path

from iqm_coe.lists.views import batch, saved_view

app_name = "lists"
urlpatterns = [
    path("keep/", saved_view.keep, name="keep"),
    path("<int:pk>/open-with/", saved_view.open_with, name="open_with"),
    path("<int:pk>/open-plain/", saved_view.open_plain, name="open_plain"),
    path("<int:pk>/drop/", saved_view.drop, name="drop"),
    path("many/", batch.choose, name="choose"),
    path("many/<int:pk>/", batch.batch, name="batch"),
    path("many/<int:pk>/begin/", batch.begin, name="begin_batch"),
    path("many/<int:pk>/take-back/", batch.take_back, name="take_back_batch"),
]
