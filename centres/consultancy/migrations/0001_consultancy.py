"""The hour of consultancy: grants, calls, ledger."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('year', '0001_years'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsultancyCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('telephone', 'Telephone'), ('email', 'Email')], max_length=20, verbose_name='how')),
                ('held_on', models.DateField(verbose_name='day')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                ('with_whom', models.CharField(max_length=200, verbose_name='with whom')),
                ('about', models.TextField(max_length=2000, verbose_name='about what')),
                ('logged_at', models.DateTimeField()),
                ('token', models.UUIDField(default=uuid.uuid4, help_text='One a form: sent twice, logged once.')),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'call',
            },
        ),
        migrations.CreateModel(
            name='CallNote',
            fields=[
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='note', serialize=False, to='consultancy.consultancycall')),
                ('text', models.TextField(max_length=4000)),
            ],
            options={
                'verbose_name': 'private note of a call',
                'verbose_name_plural': 'private notes of calls',
            },
        ),
        migrations.CreateModel(
            name='ConsultancyAccount',
            fields=[
                ('year', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='consultancy', serialize=False, to='year.centreyear')),
                ('balance', models.IntegerField()),
            ],
            options={
                'verbose_name': 'account of consultancy',
                'verbose_name_plural': 'accounts of consultancy',
                'constraints': [models.CheckConstraint(condition=models.Q(('balance__gte', 0)), name='balance_never_below_zero')],
            },
        ),
        migrations.CreateModel(
            name='ConsultancyGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('included', 'Included hour'), ('bought', 'Bought')], max_length=20)),
                ('minutes', models.PositiveIntegerField()),
                ('is_early', models.BooleanField(default=False, help_text='Released by finance before the annual payments were in; the event says why.')),
                ('given_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(help_text='Empty: the clock.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'grant of consultancy',
                'verbose_name_plural': 'grants of consultancy',
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Minutes given'), ('spend', 'Call'), ('correction', 'Correction')], max_length=20)),
                ('minutes', models.IntegerField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='consultancy.consultancycall')),
                ('counters', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countered_by', to='consultancy.ledgerentry')),
                ('grant', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='consultancy.consultancygrant')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='year.centreyear')),
            ],
            options={
                'verbose_name': 'entry of the ledger',
                'verbose_name_plural': 'entries of the ledger',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='consultancycall',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['telephone', 'email'])), name='call_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='consultancycall',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600)), name='call_lasted_a_while'),
        ),
        migrations.AddConstraint(
            model_name='consultancycall',
            constraint=models.CheckConstraint(condition=models.Q(('with_whom', ''), _negated=True), name='call_with_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consultancycall',
            constraint=models.UniqueConstraint(fields=('logged_by', 'token'), name='call_logged_once_a_form'),
        ),
        migrations.AddConstraint(
            model_name='consultancygrant',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'included')), fields=('year',), name='hour_included_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='consultancygrant',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['included', 'bought'])), name='grant_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='consultancygrant',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='grant_of_something'),
        ),
        migrations.AddConstraint(
            model_name='consultancygrant',
            constraint=models.CheckConstraint(condition=models.Q(('is_early', False), ('given_by__isnull', False), _connector='OR'), name='grant_early_by_one'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call', None), ('counters', None), ('grant__isnull', False), ('kind', 'grant'), ('minutes__gt', 0)), models.Q(('call__isnull', False), ('counters', None), ('grant', None), ('kind', 'spend'), ('minutes__lt', 0)), models.Q(('call', None), ('counters__isnull', False), ('grant', None), ('kind', 'correction'), models.Q(('minutes', 0), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='entry_is_what_it_says'),
        ),
    ]
