# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "IBOK Water",
    "summary": "Water and sewage: contracts, meters, readings, tariffs and billing into Odoo accounting",
    "version": "19.0.1.0.0",
    "category": "Services/Utilities",
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["account", "l10n_pl", "portal", "uom"],
    "external_dependencies": {"python": ["num2words", "weasyprint"]},
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_sequence.xml",
        "data/product.xml",
        "data/water_norm.xml",
        "data/ir_cron.xml",
        "report/bill_templates.xml",
    ],
    "post_init_hook": "post_init_hook",
}
