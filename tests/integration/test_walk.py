"""Every page opens for the person it is for."""

import pytest
from django.urls import reverse

from tests import scene


@pytest.mark.django_db
def test_pages_open(client):
    s = scene.submitted()
    admin = scene.iqm_person("Ada", "administrator")
    c = s.centre.pk
    for user, urls in {
        s.staff: [
            "/work/",
            "/programme/",
            "/schools/",
            f"/schools/{s.lead.school.pk}/",
            f"/schools/{s.lead.school.pk}/people/",
            f"/schools/{s.lead.school.pk}/people/invite/",
            f"/schools/{s.lead.school.pk}/awards/new/",
            "/schools/register/",
            "/schools/new/",
            "/centres/",
            f"/centres/{c}/",
            f"/centres/{c}/application/",
            f"/centres/{c}/application/approve/",
            f"/centres/{c}/application/decline/",
            f"/centres/{c}/application/changes/",
            f"/centres/{c}/application/read/",
            f"/centres/{c}/application/criteria/C1/",
            f"/centres/{c}/application/agreements/",
            f"/centres/{c}/lead/",
            "/centres/applications/",
            "/outbox/",
            "/me/",
            "/me/messages/",
        ],
        s.lead.coordinator: [
            "/work/",
            "/schools/",
            f"/schools/{s.lead.school.pk}/",
            f"/schools/{s.lead.school.pk}/people/",
            "/centres/",
            f"/centres/{c}/",
            f"/centres/{c}/application/",
            f"/centres/{c}/application/withdraw/",
        ],
        s.lead.head: ["/work/", f"/centres/memberships/{s.centre.memberships.first().pk}/agree/"],
        admin: [
            "/people/",
            f"/people/{s.staff.pk}/",
            "/people/invite/",
            "/settings/",
            "/settings/AWARD_YEARS/",
            "/settings/QUALIFYING_AWARD_KINDS/",
            "/audit/",
        ],
    }.items():
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for url in urls:
            response = client.get(url)
            assert response.status_code == 200, url
            assert "MISSING TEMPLATE" not in response.content.decode(), (
                url,
                response.content.decode().split("MISSING")[1][:80],
            )
    assert reverse("home:welcome") == "/"
