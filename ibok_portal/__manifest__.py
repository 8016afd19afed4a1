# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "IBOK Portal",
    "summary": "Residents: water use, meter readings and bills in Odoo's portal",
    "version": "19.0.1.0.0",
    "category": "Services/Utilities",
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["account_payment", "ibok_water", "portal"],
    "data": [
        "data/mail_activity_type.xml",
        "views/res_config_settings_views.xml",
        "views/layout_templates.xml",
        "views/error_templates.xml",
        "views/home_templates.xml",
        "views/water_templates.xml",
        "views/reading_form_templates.xml",
        "views/reading_templates.xml",
        "views/invoice_templates.xml",
        "views/pay_templates.xml",
        "views/collective_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "ibok_portal/static/src/scss/portal_water.scss",
            "ibok_portal/static/src/scss/portal_pay.scss",
            "ibok_portal/static/src/scss/portal_collective.scss",
            "ibok_portal/static/src/interactions/bill_frame.js",
            "ibok_portal/static/src/interactions/reading_photo.js",
            "ibok_portal/static/src/interactions/pay_form.js",
        ],
    },
}
