from odoo.tests import new_test_user

from . import common


class TicketFixtures:
    """Kinds of matters, a clerk, a manager, and no kinds or matters of others."""

    @classmethod
    def _set_up_tickets(cls):
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.clerk = new_test_user(
            cls.env, "ticket-clerk", "ibok_water.group_water_clerk", name="Klara Urząd"
        )
        cls.manager = new_test_user(
            cls.env, "ticket-manager", "ibok_water.group_water_manager"
        )
        Category = cls.env["ibok.ticket.category"]
        cls.pressure = Category.create(
            {"name": "Low pressure", "promise_days": 30, "user_id": cls.clerk.id}
        )
        cls.no_water = Category.create(
            {
                "name": "No water",
                "promise_days": 3,
                "promise_working": True,
                "warn_days": 1,
                "alarm": True,
                "user_id": cls.clerk.id,
            }
        )
        cls.about_bill = Category.create(
            {
                "name": "Complaint",
                "promise_days": 14,
                "about_bill": True,
                "about_place": False,
                "user_id": cls.clerk.id,
            }
        )

    @classmethod
    def _ticket(cls, user=None, category=None, **vals):
        """A matter that the office entered, or one of a resident."""
        category = category or cls.pressure
        given = {
            "name": category.name,
            "category_id": category.id,
            "description": "Words",
            **vals,
        }
        if user:
            return cls.env["ibok.ticket"].with_user(user)._open_matter(user, given)
        return cls.env["ibok.ticket"].with_user(cls.clerk).create(given)
