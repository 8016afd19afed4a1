# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "Payment Provider: Przelewy24",
    "summary": "Bank transfers, BLIK and cards in Poland: pay invoices online",
    "version": "19.0.1.0.0",
    "category": "Accounting/Payment Providers",
    "sequence": 350,
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["account_payment"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/payment_p24_message_views.xml",
        "views/payment_p24_templates.xml",
        "views/payment_provider_views.xml",
        "views/payment_transaction_views.xml",
        "data/ir_config_parameter.xml",
        "data/ir_cron.xml",
        "data/payment_provider.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "ibok_p24/static/src/interactions/payment_form.js",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
