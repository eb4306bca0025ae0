"""The addresses of reviews."""

from django.urls import path

from reviews.views import evidence, pack, update

app_name = "reviews"
urlpatterns = [
    path("", update.reviews, name="reviews"),
    path("<int:pk>/", update.review, name="review"),
    path("<int:pk>/read/", update.read, name="read"),
    path("<int:pk>/ask-head/", update.ask_head, name="ask_head"),
    path("<int:pk>/declare/", update.declare, name="declare"),
    path("<int:pk>/elements/<int:number>/", update.element, name="element"),
    path("<int:pk>/elements/<int:number>/autosave/", update.autosave, name="autosave"),
    path("<int:pk>/elements/<int:number>/give/", update.give, name="give"),
    path("<int:pk>/elements/<int:number>/links/", evidence.add_link, name="add_link"),
    path("<int:pk>/elements/<int:number>/files/", evidence.add_file, name="add_file"),
    path("packs/years/<int:pk>/", pack.ask_pack, name="ask_pack"),
    path("packs/<int:pk>/", pack.pack, name="pack"),
    path("packs/<int:pk>/progress/", pack.pack_progress, name="pack_progress"),
    path("packs/files/<int:pk>/", pack.pack_file, name="pack_file"),
    path("targets/<int:pk>/", update.target, name="target"),
    path("links/<int:pk>/remove/", evidence.remove_link, name="remove_link"),
    path("files/<int:pk>/", evidence.file, name="file"),
    path("files/<int:pk>/remove/", evidence.remove_file, name="remove_file"),
]
