"""A pytest plugin: a test that is skipped by surprise has failed.

`@pytest.mark.allow_skip("reason")` lets a test skip itself.
"""

import pytest


def pytest_configure(config):
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "allow_skip(reason): this test may skip itself without failing"
    )


def _fail(report, what):
    reason = report.longrepr
    if isinstance(reason, tuple):
        reason = f"{reason[0]}:{reason[1]}: {reason[2]}"
    report.outcome = "failed"
    report.longrepr = f"{what} was skipped, and nothing allows it: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip without the marker into a failure."""
    report = yield
    expected = hasattr(report, "wasxfail") or item.get_closest_marker("allow_skip")
    if report.skipped and not expected:
        _fail(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    """Turn the skip of a whole file into a failure."""
    report = yield
    if report.skipped:
        _fail(report, collector.nodeid)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Nothing collected is nothing tested."""
    if exitstatus == pytest.ExitCode.OK and not session.testscollected:
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
