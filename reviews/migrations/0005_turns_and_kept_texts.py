"""The count of an open page, kept texts on targets, and what a pack holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from iqm_coe.lib.append_only import written_once


class Migration(migrations.Migration):

    dependencies = [
        ("lib", "0001_foundations"),
        ('reviews', '0004_packs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='saved_turn',
            field=models.PositiveIntegerField(default=0, help_text="The page's own count: a save of it that comes late is let go."),
        ),
        migrations.AddField(
            model_name='pack',
            name='holds',
            field=models.ManyToManyField(help_text='The reviews that it was found to hold.', related_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='targetprogress',
            name='saved_turn',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='TargetProgressVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hand_over', 'Before somebody else went on'), ('clash', 'Written at the same time'), ('sent', 'As it was sent')], max_length=20)),
                ('version', models.PositiveIntegerField(help_text='The count of savings on which it stood.')),
                ('text', models.TextField(blank=True)),
                ('kept_at', models.DateTimeField()),
                ('progress', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reviews.targetprogress')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept text on a target',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['hand_over', 'clash', 'sent'])), name='progress_version_kind_known')],
            },
        ),
        written_once("reviews_targetprogressversion"),
    ]
