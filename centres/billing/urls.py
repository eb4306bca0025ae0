"""The addresses of billing."""

from django.urls import path

from centres.billing.views import charge, fee, finance, invoice, payer, payment

app_name = "billing"
urlpatterns = [
    path("invoices/", invoice.my_invoices, name="my_invoices"),
    path("invoices/<int:pk>/", invoice.invoice, name="invoice"),
    path("invoices/<int:pk>/pdf/", invoice.invoice_pdf, name="invoice_pdf"),
    path("finance/", finance.finance, name="finance"),
    path("finance/charges/", charge.charges, name="charges"),
    path("finance/charges/<int:pk>/price/", charge.price, name="price_charge"),
    path("finance/charges/<int:pk>/waive/", charge.waive, name="waive_charge"),
    path("finance/payers/add/", payer.add, name="add_payer"),
    path("finance/prices/", fee.prices, name="prices"),
    path("finance/prices/fees/", fee.set_bands, name="set_bands"),
    path("finance/prices/vat/", fee.set_vat, name="set_vat"),
    path("finance/invoices/", invoice.invoices, name="invoices"),
    path("finance/invoices/issue/", invoice.issue_invoice, name="issue_invoice"),
    path("finance/invoices/issue/<int:pk>/", invoice.issue_year, name="issue_year"),
    path("finance/invoices/lines/<int:pk>/write-off/", invoice.write_off, name="write_off"),
    path("finance/payments/", payment.payments, name="payments"),
    path("finance/payments/receive/", payment.receive, name="receive_payment"),
    path("finance/payments/<int:pk>/", payment.payment, name="payment"),
    path("finance/payments/<int:pk>/allocate/", payment.allocate, name="allocate_payment"),
    path("finance/payments/allocations/<int:pk>/take-back/", payment.take_back, name="take_back"),
]
