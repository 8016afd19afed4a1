from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import application_case, common, contract_document_case, ticket_case


@tagged("post_install", "-at_install")
class TestButtonsOfTheOffice(
    application_case.ApplicationFixtures,
    contract_document_case.DocumentFixtures,
    ticket_case.TicketFixtures,
    common.WaterPortalCase,
):
    """A button is a method that anybody with a login can call by its name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls._set_up_documents()
        cls._set_up_tickets()
        cls.stranger = cls._make_resident("button-stranger")

    def _buttons(self, record):
        """Names of methods of ours that a client may call."""
        for name in dir(type(record)):
            if name.startswith("action_"):
                method = getattr(type(record), name)
                if method.__module__.startswith("odoo.addons.ibok"):
                    yield name

    def test_no_resident_presses_one(self):
        count = 0
        for record in (
            self._application(),
            self._document(self.contract),
            self._ticket(self.anna),
        ):
            for user in (self.anna, self.stranger):
                for name in self._buttons(record):
                    with self.subTest(model=record._name, name=name, user=user.login):
                        with self.assertRaises(AccessError):
                            getattr(record.with_user(user), name)()
                    count += 1
        self.assertGreater(count, 50)
