"""Money and minutes: fees, charges, invoices, payments, the hour of consultancy, and what the database guards."""

import centres.models.fees
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import schools.models.award
import uuid
from django.conf import settings
from django.db import migrations, models

from centres.models.guards import GUARDS, UNGUARD
from iqm_coe.lib.append_only import written_once


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0001_foundations'),
        ('centres', '0002_plans'),
        ('schools', '0001_schools'),
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
                ('token', models.UUIDField(default=uuid.uuid4, help_text='One a form: sent twice, logged once.', unique=True)),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='centres.centreyear')),
            ],
            options={
                'verbose_name': 'call',
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.CharField(max_length=300)),
                ('net', models.DecimalField(decimal_places=2, max_digits=9)),
                ('vat_rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('vat', models.DecimalField(decimal_places=2, max_digits=9)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=9)),
            ],
            options={
                'verbose_name': 'line of an invoice',
                'verbose_name_plural': 'lines of invoices',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceSeries',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'series of invoice numbers',
                'verbose_name_plural': 'series of invoice numbers',
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='amount')),
                ('account', models.CharField(blank=True, max_length=40, verbose_name='our account')),
                ('text', models.CharField(max_length=300, verbose_name='text of the bank line')),
                ('occurrence', models.PositiveSmallIntegerField(default=1)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'payment',
            },
        ),
        migrations.CreateModel(
            name='CallNote',
            fields=[
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='note', serialize=False, to='centres.consultancycall')),
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
                ('year', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='consultancy', serialize=False, to='centres.centreyear')),
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
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='centres.centreyear')),
            ],
            options={
                'verbose_name': 'grant of consultancy',
                'verbose_name_plural': 'grants of consultancy',
            },
        ),
        migrations.CreateModel(
            name='FeeBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_until', models.DateField(help_text='The last day; empty while no later price is set.', null=True)),
                ('pupils_from', models.PositiveIntegerField()),
                ('pupils_to', models.PositiveIntegerField(help_text='Empty: no upper limit.', null=True)),
                ('amount', models.DecimalField(decimal_places=2, help_text='Pounds, without VAT.', max_digits=9, null=True)),
                ('set_by', models.ForeignKey(help_text='Empty: came with it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'fee band',
                'ordering': ['-valid_from', 'pupils_from'],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('to_price', 'To be priced'), ('open', 'To be invoiced'), ('invoiced', 'Invoiced'), ('waived', 'Waived')], default='to_price', max_length=20)),
                ('net', models.DecimalField(decimal_places=2, help_text='Empty: to be priced.', max_digits=9, null=True)),
                ('pupils', models.PositiveIntegerField(help_text='As known when it was raised.', null=True)),
                ('months', models.PositiveSmallIntegerField(default=12, help_text='Months of the year that are paid for.')),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('raised_at', models.DateTimeField()),
                ('waived_at', models.DateTimeField(null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='centres.membership')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='centres.centreyear')),
                ('band', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centres.feeband')),
            ],
            options={
                'verbose_name': 'annual payment',
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('sequence', models.PositiveIntegerField()),
                ('payer_name', models.CharField(max_length=200)),
                ('payer_address', models.TextField(blank=True)),
                ('po_number', models.CharField(blank=True, max_length=60, verbose_name='purchase order number')),
                ('sender', models.JSONField(help_text='Name, address, VAT number and bank account of the sender on that day.')),
                ('net', models.DecimalField(decimal_places=2, max_digits=10)),
                ('vat', models.DecimalField(decimal_places=2, max_digits=10)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=10)),
                ('issued_on', models.DateField()),
                ('due_on', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='centres.invoiceseries')),
            ],
            options={
                'verbose_name': 'invoice',
            },
        ),
        migrations.CreateModel(
            name='LineAccount',
            fields=[
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='account', serialize=False, to='centres.invoiceline')),
                ('gross', models.DecimalField(decimal_places=2, max_digits=9)),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=9)),
                ('written_off', models.DecimalField(decimal_places=2, default=0, max_digits=9)),
            ],
            options={
                'verbose_name': 'account of a line',
                'verbose_name_plural': 'accounts of lines',
            },
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='charge',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='line', to='centres.charge'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='centres.invoice'),
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
                ('call', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='centres.consultancycall')),
                ('counters', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countered_by', to='centres.ledgerentry')),
                ('grant', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='centres.consultancygrant')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='centres.centreyear')),
            ],
            options={
                'verbose_name': 'entry of the ledger',
                'verbose_name_plural': 'entries of the ledger',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Payer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('school', 'School'), ('trust', 'Trust'), ('local_authority', 'Local authority'), ('partnership', 'Partnership')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('address', models.TextField(blank=True, max_length=500, verbose_name='address')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email for invoices')),
                ('local_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.localauthority')),
                ('school', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payer', to='schools.school')),
                ('trust', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.trust')),
            ],
            options={
                'verbose_name': 'payer',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='invoice',
            name='payer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='centres.payer'),
        ),
        migrations.AddField(
            model_name='charge',
            name='payer',
            field=models.ForeignKey(help_text='Empty: the school itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='centres.payer'),
        ),
        migrations.CreateModel(
            name='PaymentAccount',
            fields=[
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='balance', serialize=False, to='centres.payment')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('allocated', models.DecimalField(decimal_places=2, default=0, max_digits=10)),
            ],
            options={
                'verbose_name': 'account of a payment',
                'verbose_name_plural': 'accounts of payments',
            },
        ),
        migrations.AddField(
            model_name='payment',
            name='payer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='centres.payer'),
        ),
        migrations.AddField(
            model_name='payment',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counters', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countered_by', to='centres.allocation')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='centres.invoiceline')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='centres.payment')),
            ],
            options={
                'verbose_name': 'allocation',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='VatRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_until', models.DateField(help_text='The last day; empty while no later price is set.', null=True)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('set_by', models.ForeignKey(help_text='Empty: came with it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rate of VAT',
                'verbose_name_plural': 'rates of VAT',
                'ordering': ['-valid_from'],
            },
        ),
        migrations.CreateModel(
            name='WriteOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=9)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='write_off', to='centres.invoiceline')),
            ],
            options={
                'verbose_name': 'amount written off',
                'verbose_name_plural': 'amounts written off',
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
            model_name='feeband',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(schools.models.award.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&'), (centres.models.fees.IntRange('pupils_from', 'pupils_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='fee_bands_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='feeband',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='fee_band_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='feeband',
            constraint=models.CheckConstraint(condition=models.Q(('pupils_from__gte', 1), models.Q(('pupils_to', None), ('pupils_to__gte', models.F('pupils_from')), _connector='OR')), name='fee_band_pupils_in_order'),
        ),
        migrations.AddConstraint(
            model_name='feeband',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gt', 0), _connector='OR'), name='fee_band_costs_something'),
        ),
        migrations.AddConstraint(
            model_name='lineaccount',
            constraint=models.CheckConstraint(condition=models.Q(('gross__gte', django.db.models.expressions.CombinedExpression(models.F('paid'), '+', models.F('written_off'))), ('paid__gte', 0), ('written_off__gte', 0)), name='line_is_paid_no_more_than_it_costs'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('gross', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat'))), ('net__gt', 0), ('vat__gte', 0)), name='invoice_line_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call', None), ('counters', None), ('grant__isnull', False), ('kind', 'grant'), ('minutes__gt', 0)), models.Q(('call__isnull', False), ('counters', None), ('grant', None), ('kind', 'spend'), ('minutes__lt', 0)), models.Q(('call', None), ('counters__isnull', False), ('grant', None), ('kind', 'correction'), models.Q(('minutes', 0), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='entry_is_what_it_says'),
        ),
        migrations.AddConstraint(
            model_name='payer',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='payer_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='payer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'school'), ('local_authority', None), ('school__isnull', False), ('trust', None)), models.Q(('kind', 'trust'), ('local_authority', None), ('school', None)), models.Q(('kind', 'local_authority'), ('school', None), ('trust', None)), models.Q(('kind', 'partnership'), ('local_authority', None), ('school', None), ('trust', None)), _connector='OR'), name='payer_is_one_body'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('series', 'sequence'), name='invoice_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('issued_on'))), name='invoice_due_after_it_is_issued'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('payer_name', ''), _negated=True), name='invoice_says_who_pays'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('gross', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat'))), ('net__gt', 0), ('vat__gte', 0)), name='invoice_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.UniqueConstraint(fields=('year', 'membership'), name='charge_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['to_price', 'open', 'invoiced', 'waived'])), name='charge_state_known'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'to_price'), _negated=True), ('net', None), _connector='OR'), models.Q(models.Q(('state__in', ['open', 'invoiced']), _negated=True), ('net__isnull', False), _connector='OR')), name='charge_priced_when_it_says_so'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(('net', None), ('net__gt', 0), _connector='OR'), name='charge_costs_something'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 12)), name='charge_months_of_one_year'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), ('waived_at__isnull', False)), models.Q(models.Q(('state', 'waived'), _negated=True), ('waived_at', None)), _connector='OR'), name='charge_waived_at_when_waived'),
        ),
        migrations.AddConstraint(
            model_name='paymentaccount',
            constraint=models.CheckConstraint(condition=models.Q(('allocated__gte', 0), ('allocated__lte', models.F('amount'))), name='payment_is_used_no_more_than_once'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['-received_on', '-id'], name='payment_by_day'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('account', 'received_on', 'amount', 'text', 'occurrence'), name='payment_once_a_bank_line'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_of_something'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('occurrence__gte', 1)), name='payment_occurrence_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('counters', None)), models.Q(('amount__lt', 0), ('counters__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='allocation_gives_or_takes_back'),
        ),
        migrations.AddConstraint(
            model_name='vatrate',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(schools.models.award.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='vat_rates_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='vatrate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='vat_rate_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='vatrate',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 100)), name='vat_rate_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='write_off_of_something'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='write_off_says_why'),
        ),
        *[
            written_once(f"centres_{table}")
            for table in (
                "invoice",
                "invoiceline",
                "writeoff",
                "allocation",
                "consultancygrant",
                "ledgerentry",
            )
        ],
        migrations.RunSQL("\n".join(GUARDS), UNGUARD),
    ]
