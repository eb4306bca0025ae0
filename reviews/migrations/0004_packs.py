"""Review packs and their documents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from iqm_coe.lib.append_only import written_once


class Migration(migrations.Migration):

    dependencies = [
        ("lib", "0001_foundations"),
        ('centres', '0004_first_prices'),
        ('reviews', '0003_visits_and_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.UUIDField(help_text='Of the builder at work: only its own result is kept.', null=True)),
                ('heard_at', models.DateTimeField(help_text="The builder's last sign of life.", null=True)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=1)),
                ('step', models.CharField(blank=True, max_length=200)),
                ('finished_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(help_text='It holds what this person sees.', on_delete=django.db.models.deletion.PROTECT, related_name='packs', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='centres.centreyear')),
            ],
            options={
                'verbose_name': 'review pack',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='%Y/%m/')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField()),
                ('pack', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='reviews.pack')),
            ],
            options={
                'verbose_name': 'document of a review pack',
                'verbose_name_plural': 'documents of review packs',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='pack',
            index=models.Index(condition=models.Q(('failed_at', None), ('finished_at', None)), fields=['id'], name='pack_in_the_making'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(condition=models.Q(('failed_at', None), ('finished_at', None)), fields=('year', 'asked_by'), name='pack_in_the_making_once_a_receiver'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('failed_at', None), _connector='OR'), name='pack_ends_in_one_way'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('heard_at', None)), models.Q(('claim__isnull', False), ('heard_at__isnull', False)), _connector='OR'), name='pack_claimed_and_heard_together'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='pack_is_never_more_than_done'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='packfile_has_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='packfile_is_not_empty'),
        ),
        written_once("reviews_packfile"),
    ]
