"""Every address of the product, and the demo inbox."""

from django.urls import include, path

from iqm_coe import urls
from iqm_coe.demo.views import inbox

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
of_the_demo = (
    [
        path("demo-inbox/", inbox.inbox, name="inbox"),
        path("demo-inbox/<int:pk>/", inbox.mail, name="mail"),
        path("demo-inbox/<int:pk>/letter/", inbox.letter, name="letter"),
    ],
    "demo",
)
urlpatterns = [path("", include(of_the_demo)), *urls.urlpatterns]
