"""Money is counted in grosze: no float in our code, none in what is sent."""

import ast
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import BaseCase, tagged

from . import common


def floats(tree):
    """Line numbers where a float is made, but for how long a thread sleeps."""
    slept = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", None))
        if id(node) not in slept and (
            (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
            or name in ("float", "Float", "round", "float_round")
        ):
            yield node.lineno


@tagged("post_install", "-at_install")
class TestSource(BaseCase):
    """Our own files, tests apart."""

    def test_no_float_is_made(self):
        folder = Path(get_module_path("ibok_p24"))
        files = [
            file
            for file in folder.rglob("*.py")
            if "tests" not in file.relative_to(folder).parts
        ]
        self.assertGreater(len(files), 15)
        for file in files:
            with self.subTest(file.name):
                self.assertFalse(list(floats(ast.parse(file.read_text("utf-8")))))

    def test_what_is_looked_for_is_found(self):
        for text in ("1.5", "a / b", "float(a)", "fields.Float()", "round(a, 2)"):
            self.assertTrue(list(floats(ast.parse(text))), text)
        for text in ("time.sleep(0.5)", "a // b", "'1.5'", "Decimal('1.5')"):
            self.assertFalse(list(floats(ast.parse(text))), text)


@tagged("post_install", "-at_install")
class TestSent(common.P24Case):
    """What Przelewy24 gets."""

    def numbers(self, value):
        """All numbers within."""
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            return [number for part in value for number in self.numbers(part)]
        return [value] if isinstance(value, int | float) else []

    def test_amounts_of_which_floats_make_another(self):
        """`int(amount * 100)` is a grosz short for each of these."""
        invoice = self.invoice(1000)
        for amount, grosze in ((0.29, 29), (1.13, 113), (19.99, 1999), (555.55, 55555)):
            tx = self.begin(invoice, amount=amount)
            self.assertEqual(self.peer.last("transaction/register")["amount"], grosze)
            self.pay(tx)
            self.notify(tx)
            self.assert_paid(tx)
            self.assertEqual(self.peer.last("transaction/verify")["amount"], grosze)
        sent = self.numbers([call.body for call in self.peer.calls if call.body])
        self.assertGreater(len(sent), 20)
        self.assertFalse([number for number in sent if isinstance(number, float)])
