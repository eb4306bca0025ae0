"""The addresses of update."""

from django.urls import path

from reviews.update.views import answer, evidence, review, target

app_name = "update"
urlpatterns = [
    path("", review.reviews, name="reviews"),
    path("mine/", review.mine, name="mine"),
    path("<int:pk>/", review.review, name="review"),
    path("<int:pk>/read/", review.read, name="read"),
    path("<int:pk>/read/<str:kind>/", review.read_file, name="read_file"),
    path("<int:pk>/readers/", review.readers, name="readers"),
    path("<int:pk>/ask-head/", review.ask_head, name="ask_head"),
    path("<int:pk>/declare/", review.declare, name="declare"),
    path("<int:pk>/elements/<int:number>/", answer.element, name="element"),
    path("<int:pk>/elements/<int:number>/give/", answer.give, name="give"),
    path("<int:pk>/elements/<int:number>/links/", evidence.add_link, name="add_link"),
    path("<int:pk>/elements/<int:number>/files/", evidence.add_file, name="add_file"),
    path("targets/<int:pk>/", target.target, name="target"),
    path("links/<int:pk>/remove/", evidence.remove_link, name="remove_link"),
    path("files/<int:pk>/", evidence.file, name="file"),
    path("files/<int:pk>/remove/", evidence.remove_file, name="remove_file"),
]
