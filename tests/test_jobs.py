"""What the jobs of an office hold beside the rights on records."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestJobs(TransactionCase):
    """Lists leave the program with whoever answers for the books or for the office."""

    def test_who_takes_lists_along_as_a_spreadsheet(self):
        export = self.env.ref("base.group_allow_export")
        may = {
            name: export in self.env.ref(f"ibok.group_{name}").all_implied_ids
            for name in ("reader", "clerk", "accountant", "manager")
        }
        self.assertEqual(
            may, {"reader": False, "clerk": False, "accountant": True, "manager": True}
        )
