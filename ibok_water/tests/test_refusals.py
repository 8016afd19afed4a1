import inspect
from datetime import date

from odoo.addons.ibok_water.engine import errors
from odoo.addons.ibok_water.engine.registers import RegisterSpan
from odoo.addons.ibok_water.tests import common

SPAN = RegisterSpan(
    key=1,
    date_from=date(2026, 1, 1),
    date_to=date(2026, 2, 1),
    value_from=2,
    value_to=1,
    digits=5,
    meter="W1",
)
#: What a refusal may be made with, by the names of its arguments.
FACTS = {
    "reason": "shares",
    "value": 7,
    "date_from": SPAN.date_from,
    "date_to": SPAN.date_to,
    "span": SPAN,
    "following": SPAN,
    "component": "water",
    "day": date(2026, 1, 31),
}
#: Told by `water.interest.rate`, see `test_interest_rate`; two rates of one day are
#: refused by the database.
OF_INTEREST = (errors.RateMissing, errors.RateAmbiguous)


class TestRefusals(common.WaterCase):
    """Whatever the engine refuses is told in words."""

    def test_every_refusal_has_a_sentence(self):
        kinds = [
            kind
            for _name, kind in inspect.getmembers(errors, inspect.isclass)
            if issubclass(kind, errors.EngineError)
            and "code" in vars(kind)
            and kind is not errors.EngineError
            and not issubclass(kind, OF_INTEREST)
        ]
        self.assertGreater(len(kinds), 8)
        for kind in kinds:
            with self.subTest(kind=kind.__name__):
                wanted = inspect.signature(kind.__init__).parameters
                error = kind(**{name: FACTS[name] for name in wanted if name != "self"})
                text = self.env["water.contract"]._engine_message(error)
                self.assertNotIn(error.code, text)
                self.assertRegex(text, r"\.$")
