"""Invoices are found by number, payer and purchase order, payments by their text and payer."""

import django.contrib.postgres.indexes
import iqm_coe.lib.names
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0002_names'),
        ('billing', '0006_payments_cleared'),
        ('schools', '0014_found_by_a_name_like_it'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('number'), name='gin_trgm_ops'), name='invoice_by_its_number'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('payer_name'), name='gin_trgm_ops'), name='invoice_by_who_pays'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('po_number'), name='gin_trgm_ops'), name='invoice_by_purchase_order'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('payer_name'), name='gin_trgm_ops'), name='invoice_by_a_payer_like_it'),
        ),
        migrations.AddIndex(
            model_name='payer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('name'), name='gin_trgm_ops'), name='payer_by_what_its_name_says'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Folded('text'), name='gin_trgm_ops'), name='payment_by_its_text'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(iqm_coe.lib.names.Ordered('text'), name='gin_trgm_ops'), name='payment_by_a_text_like_it'),
        ),
    ]
