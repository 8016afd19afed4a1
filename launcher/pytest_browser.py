"""A pytest plugin: the browser of tests stays open from class to class, and no longer.

Starting it takes as long as looking at several pages. What drives it keeps a loop of
`asyncio` in this thread, so tests without a browser find it closed.
"""

import sys

import pytest

#: The tests' own module with the browser, once something has imported it.
MODULE = "browser"


def in_browser(item):
    """Whether a test has pages of a real browser."""
    module = sys.modules.get(MODULE)
    case = getattr(item, "cls", None)
    return bool(module and case and issubclass(case, module.BrowserCase))


def _leave():
    if module := sys.modules.get(MODULE):
        module.leave_chromium()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Close it before a test that has none."""
    if not in_browser(item):
        _leave()


def pytest_sessionfinish():
    """Close it at the end."""
    _leave()
