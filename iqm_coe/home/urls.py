"""The addresses of the pages that belong to everybody."""

from django.urls import path

from iqm_coe.home.views import board, gallery, my_year, preview, programme, public, search, work

app_name = "home"
urlpatterns = [
    path("", public.welcome, name="welcome"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("work/", work.index, name="index"),
    path("work/preview/", preview.preview, name="preview"),
    path("work/give/", work.give, name="give"),
    path("work/dates.ics", my_year.dates, name="dates"),
    path("search/", search.search, name="search"),
    path("programme/", programme.overview, name="programme"),
    path("programme/board/", board.board, name="board"),
    path("programme/board/file/", board.board_file, name="board_file"),
]
