"""What is invoiced, received or numbered stays as it is; a form that two people send is two calls."""

import uuid
from django.conf import settings
from django.db import migrations, models

from centres.models.guards import KEEPERS, LET_GO


class Migration(migrations.Migration):

    dependencies = [
        ('centres', '0004_first_prices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='consultancycall',
            name='token',
            field=models.UUIDField(default=uuid.uuid4, help_text='One a form: sent twice, logged once.'),
        ),
        migrations.AddConstraint(
            model_name='consultancycall',
            constraint=models.UniqueConstraint(fields=('logged_by', 'token'), name='call_logged_once_a_form'),
        ),
        migrations.RunSQL("\n".join(KEEPERS), LET_GO),
    ]
