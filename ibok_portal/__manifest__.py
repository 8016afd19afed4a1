# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "IBOK Portal",
    "summary": "Residents: water use, meter readings and bills in Odoo's portal",
    "version": "19.0.1.0.0",
    "category": "Services/Utilities",
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["ibok_water", "portal"],
    "data": [],
}
