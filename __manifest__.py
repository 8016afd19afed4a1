# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "IBOK: municipal water and sewage",
    "summary": "A Polish municipality's water and sewage service, from the meter to the money",
    "version": "19.0.1.0.0",
    "category": "Services/Utilities",
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["ibok_portal", "ibok_p24"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "views/overdue_bills_views.xml",
        "data/worklist.xml",
        "data/payment_provider.xml",
        "data/digest.xml",
    ],
    "demo": [
        "demo/company.xml",
        "demo/users.xml",
        "demo/residents.xml",
        "demo/municipality.xml",
        "demo/consents.xml",
        "demo/announcements.xml",
        "demo/supply_points.xml",
        "demo/public.xml",
    ],
    "application": True,
}
