"""The outbox and its deliveries."""

import django.db.models.deletion
import iqm_coe.notifications.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DemoMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'demo mail',
                'ordering': ['-id'],
            },
        ),
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
                ('mail_id', models.CharField(default=iqm_coe.notifications.models.new_mail_id, max_length=120, unique=True)),
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
    ]
