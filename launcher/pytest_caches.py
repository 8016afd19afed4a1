"""A pytest plugin: what one test has looked up and compiled, the next one need not.

Odoo empties all its caches after each test, as what the test wrote is taken back. Then
each test looks up rules and compiles pages anew, which is more than most tests take
themselves. Yet whatever changes something that is cached empties those caches
(`Registry.clear_cache`), and a server whose transaction fails forgets that much and no
more. Here it is the same: at the end of a test, or of a class, caches are emptied which
it had emptied itself.
"""

from contextlib import ExitStack
from functools import wraps
from unittest.mock import patch

from odoo.orm.registry import Registry
from odoo.tests import TransactionCase

_clear_cache = Registry.clear_cache

#: Keys of caches that were emptied on purpose, for what the class prepares and since
#: its present test began.
_by_class, _by_test = set(), set()


def _forget(registry, *changed):
    """Empty caches that hold what is taken back now."""
    for keys in changed:
        if keys:
            _clear_cache(registry, *keys)
            keys.clear()


def _sparing(registry, *changed):
    """Have Odoo's order to empty all caches mean the changed ones only."""

    def clear_all_caches():
        _forget(registry, *changed)

    return patch.object(registry, "clear_all_caches", clear_all_caches)


def pytest_configure(config):
    """Heed which caches are emptied, and spare the others."""
    set_up, set_up_class = TransactionCase.setUp, TransactionCase.setUpClass.__func__

    @wraps(_clear_cache)
    def clear_cache(registry, *keys):
        _by_test.update(keys or ("default",))
        return _clear_cache(registry, *keys)

    @wraps(set_up)
    def spare_after_test(case):
        _by_class.update(_by_test)
        _by_test.clear()
        with _sparing(case.registry, _by_test):  # the order is taken down here
            set_up(case)

    @classmethod
    @wraps(set_up_class)
    def spare_after_class(cls):
        ending = ExitStack()
        cls.addClassCleanup(ending.close)
        set_up_class(cls)
        # What came before, if it was not of this kind, did not clean up as these do.
        _forget(cls.registry, _by_class, _by_test)
        sparing = _sparing(cls.registry, _by_class, _by_test)
        cls.addClassCleanup(ending.enter_context, sparing)  # it is given in between

    Registry.clear_cache = clear_cache
    TransactionCase.setUp = spare_after_test
    TransactionCase.setUpClass = spare_after_class
