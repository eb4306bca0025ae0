"""What a script reads out of an attribute: the policy lets no script stand in a page, nor data that looks like one."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """In JSON; Django escapes it for the attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
