"""Fees, charges, payers, invoices, payments, and their accounts."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import iqm_coe.lib.ranges
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('membership', '0001_membership'),
        ('schools', '0001_schools'),
        ('year', '0001_years'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='membership.membership')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='year.centreyear')),
                ('band', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.feeband')),
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
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='billing.invoiceseries')),
            ],
            options={
                'verbose_name': 'invoice',
            },
        ),
        migrations.CreateModel(
            name='LineAccount',
            fields=[
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='account', serialize=False, to='billing.invoiceline')),
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
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='line', to='billing.charge'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.invoice'),
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
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='billing.payer'),
        ),
        migrations.AddField(
            model_name='charge',
            name='payer',
            field=models.ForeignKey(help_text='Empty: the school itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='billing.payer'),
        ),
        migrations.CreateModel(
            name='PaymentAccount',
            fields=[
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='balance', serialize=False, to='billing.payment')),
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
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.payer'),
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
                ('counters', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countered_by', to='billing.allocation')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='billing.invoiceline')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='billing.payment')),
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
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='write_off', to='billing.invoiceline')),
            ],
            options={
                'verbose_name': 'amount written off',
                'verbose_name_plural': 'amounts written off',
            },
        ),
        migrations.AddConstraint(
            model_name='feeband',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(iqm_coe.lib.ranges.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&'), (iqm_coe.lib.ranges.IntRange('pupils_from', 'pupils_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='fee_bands_never_overlap'),
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
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(iqm_coe.lib.ranges.DateRange('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='vat_rates_never_overlap'),
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
    ]
