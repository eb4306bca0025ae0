"""Reminders: planned steps, each sent once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('step', models.SmallIntegerField(help_text='Days from the day the thing is due; minus is before.')),
                ('due_on', models.DateField(help_text='The day the thing is due.')),
                ('send_on', models.DateField()),
                ('planned_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('skipped_at', models.DateTimeField(null=True)),
                ('skipped_why', models.CharField(blank=True, max_length=20)),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder', to='notifications.message')),
            ],
            options={
                'verbose_name': 'reminder',
                'indexes': [models.Index(condition=models.Q(('sent_at', None), ('skipped_at', None)), fields=['send_on', 'id'], name='reminder_waiting')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id', 'due_on', 'step'), name='reminder_once_a_step'), models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('sent_at', None)), models.Q(('message__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='reminder_sent_with_its_message'), models.CheckConstraint(condition=models.Q(models.Q(('skipped_at', None), ('skipped_why', '')), models.Q(('sent_at', None), ('skipped_at__isnull', False), models.Q(('skipped_why', ''), _negated=True)), _connector='OR'), name='reminder_sent_or_skipped_with_a_reason')],
            },
        ),
    ]
