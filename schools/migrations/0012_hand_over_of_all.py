"""An offer with which everything goes that somebody has at a school."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0011_cover'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='roleinvitation',
            name='passes_all',
            field=models.BooleanField(default=False, help_text='With it goes all that whoever it succeeds has at the school (R5u).'),
        ),
        migrations.AddConstraint(
            model_name='roleinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('passes_all', False), ('succeeds__isnull', False), _connector='OR'), name='school_hand_over_of_all_from_somebody'),
        ),
    ]
