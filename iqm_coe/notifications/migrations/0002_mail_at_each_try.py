import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_outbox'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailServer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rests_until', models.DateTimeField(help_text='No try before this instant.', null=True)),
                ('troubled_since', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='Passes in a row that it broke off.')),
                ('last_error', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name': 'mail server',
            },
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_ends_in_one_way',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_claimed_before_sent',
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_queued',
        ),
        migrations.RemoveIndex(
            model_name='message',
            name='message_unaddressed',
        ),
        migrations.AddField(
            model_name='delivery',
            name='claim',
            field=models.UUIDField(help_text='Of the worker at work: only its own text goes.', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='handed_over_at',
            field=models.DateTimeField(help_text='When its text began to go, on the last try.', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='let_go_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='let_go_why',
            field=models.CharField(blank=True, choices=[('left', 'the person has no part in it any more'), ('over', 'its reason has passed')], max_length=20),
        ),
        migrations.AddField(
            model_name='delivery',
            name='urgency',
            field=models.PositiveSmallIntegerField(choices=[(0, 'somebody waits for it to get in'), (1, 'a step of the programme'), (2, 'a reminder')], default=1),
        ),
        migrations.AddField(
            model_name='message',
            name='by',
            field=models.ForeignKey(help_text='Whose act it tells of: they are not written to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='nobody_at',
            field=models.DateTimeField(help_text='When there was nobody to read it: a task of the office.', null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='over_at',
            field=models.DateTimeField(help_text='When its reason had passed before it went.', null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='set_aside_at',
            field=models.DateTimeField(help_text='When the office decided that nobody needs it.', null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='urgency',
            field=models.PositiveSmallIntegerField(choices=[(0, 'somebody waits for it to get in'), (1, 'a step of the programme'), (2, 'a reminder')], default=1),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, help_text='Tries that a server answered about this mail.'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('claimed_at', None), ('failed_at', None), ('let_go_at', None), ('sent_at', None), ('uncertain_at', None)), fields=['urgency', 'next_attempt_at', 'id'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('addressed_at', None)), fields=['urgency', 'id'], name='message_to_address'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('nobody_at__isnull', False)), fields=['id'], name='message_to_nobody'),
        ),
    ]
