"""An acting head declares too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('update', '0006_content_withdrawn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='declaration',
            name='declaration_given_by_a_head',
        ),
        migrations.AlterField(
            model_name='declaration',
            name='capacity',
            field=models.CharField(choices=[('coordinator', 'Coordinator'), ('headteacher', 'Headteacher'), ('delegate', "Headteacher's delegate"), ('acting_head', 'Acting headteacher'), ('contributor', 'Contributor'), ('finance', 'Finance contact')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['headteacher', 'delegate', 'acting_head'])), name='declaration_given_by_a_head'),
        ),
    ]
