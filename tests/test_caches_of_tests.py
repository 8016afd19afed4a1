"""Tests keep what others have cached, and forget what a test changed."""

import unittest

from odoo.modules.registry import Registry
from odoo.tests import TransactionCase
from odoo.tests.common import get_db_name

NAME = "ibok.test_of_caches"


class Sample(TransactionCase):
    """A parameter that is written and read, as many things are, through a cache."""

    __test__ = False  # run by the tests below alone
    test_tags = frozenset()
    prepared = None
    #: What the last look saw, and whether the database had to be asked for it.
    seen, asked = None, None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        if cls.prepared:
            cls.parameters.set_param(NAME, cls.prepared)
            assert cls.parameters.get_param(NAME) == cls.prepared

    def change(self):
        self.parameters.set_param(NAME, "of a test")
        self.assertEqual(self.parameters.get_param(NAME), "of a test")

    def look(self):
        before = self.cr.sql_log_count
        type(self).seen = self.parameters.get_param(NAME)
        type(self).asked = self.cr.sql_log_count > before


class TestCachesOfTests(unittest.TestCase):
    """Whichever test comes second sees nothing of the first."""

    def setUp(self):
        super().setUp()
        Registry(get_db_name()).clear_all_caches()

    def _run(self, *names, prepared=None):
        """Run a class of these tests as a runner does; what its last look saw."""
        case = type("Sample", (Sample,), {"prepared": prepared})
        result = unittest.TestResult()
        unittest.TestSuite(map(case, names)).run(result)
        self.assertFalse(result.errors + result.failures)
        self.assertEqual(result.testsRun, len(names))
        return case.seen, case.asked

    def test_what_a_test_changed_is_forgotten(self):
        self.assertEqual(self._run("look", "change", "look"), (False, True))
        self._run("change")
        self.assertEqual(self._run("look"), (False, True))

    def test_what_a_class_prepared_lasts_as_long_as_it(self):
        for names in (("look",), ("look", "change", "look")):
            seen, _asked = self._run(*names, prepared="of the class")
            self.assertEqual(seen, "of the class")
            self.assertEqual(self._run("look"), (False, True))

    def test_what_nobody_changed_is_kept(self):
        self.assertEqual(self._run("look"), (False, True))
        self.assertEqual(self._run("look"), (False, False))
        self.assertEqual(self._run("change", "look", "look"), (False, False))

    def test_all_is_forgotten_when_asked(self):
        self._run("look")
        Registry(get_db_name()).clear_all_caches()
        self.assertEqual(self._run("look"), (False, True))
