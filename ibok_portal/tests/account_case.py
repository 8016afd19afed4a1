from . import common


class AccountCase(common.WaterPortalHttpCase):
    """Anna has an account and a clerk is at work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        cls.anna.write({"login": "anna@example.com", "email": "anna@example.com"})
        cls.clerk = common.new_test_user(
            cls.env, "account-office", "ibok_water.group_water_clerk"
        )

    def _letters(self, email="anna@example.com"):
        return self.env["mail.mail"].search([("email_to", "=", email)], order="id")

    def _events(self, user):
        return self.env["ibok.account.event"].search(
            [("account_number", "=", user.id)], order="id"
        )

    def _close(self, what, reason, users=None):
        action = getattr((users or self.anna).with_user(self.clerk), what)()
        wizard = (
            self.env["ibok.account.close"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason": reason})
        )
        wizard.action_confirm()
        self.env.flush_all()
