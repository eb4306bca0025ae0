from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """What the provider says of somebody: an address is proved unless they were made otherwise."""

    oidc_claim_scope = None

    def get_additional_claims(self, request):
        person = request.user
        return {
            "email": person.email,
            "email_verified": person.last_name != "unverified",
            "name": person.first_name,
            "sid": f"there-{person.pk}",
        }
