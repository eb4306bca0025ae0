"""The outbox: messages, deliveries, reminders."""

import django.db.models.deletion
import iqm_coe.notifications.models.outbox
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='The template family below emails/.', max_length=80)),
                ('audience', models.CharField(max_length=60)),
                ('audience_of', models.JSONField(default=dict)),
                ('context', models.JSONField(default=dict)),
                ('about_type', models.CharField(blank=True, max_length=60)),
                ('about_id', models.BigIntegerField(null=True)),
                ('is_confidential', models.BooleanField(default=False, help_text='Holds a sign-in code: never shown to staff, emptied when sent.')),
                ('created_at', models.DateTimeField()),
                ('addressed_at', models.DateTimeField(null=True)),
                ('stuck_at', models.DateTimeField(help_text='When it could not be addressed: mended by the operator.', null=True)),
            ],
            options={
                'verbose_name': 'message',
                'indexes': [models.Index(condition=models.Q(('addressed_at', None)), fields=['id'], name='message_unaddressed'), models.Index(fields=['about_type', 'about_id'], name='message_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='message_has_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('html', models.TextField()),
                ('mail_id', models.CharField(default=iqm_coe.notifications.models.outbox.new_mail_id, max_length=120, unique=True)),
                ('created_at', models.DateTimeField()),
                ('next_attempt_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('uncertain_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notifications.message')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('claimed_at', None), ('failed_at', None), ('sent_at', None), ('uncertain_at', None)), fields=['next_attempt_at'], name='delivery_queued'), models.Index(fields=['user', '-id'], name='delivery_to_a_person')],
                'constraints': [models.UniqueConstraint(fields=('message', 'address'), name='delivery_once_an_address'), models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None)), models.Q(('sent_at', None), ('uncertain_at', None)), models.Q(('failed_at', None), ('uncertain_at', None)), _connector='OR'), name='delivery_ends_in_one_way'), models.CheckConstraint(condition=models.Q(('claimed_at__isnull', False), models.Q(('sent_at', None), ('uncertain_at', None)), _connector='OR'), name='delivery_claimed_before_sent')],
            },
        ),
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
