"""A pytest plugin: where tests are spread over processes, the long ones come first.

Who finishes last then has only a short one left, and the browser's, which wait more
than they reckon, run beside each other and not alone at the end. Before all come those
that need no database: it may still be in the making.
"""

from collections import Counter

#: Tests of what works without Odoo, but for those that ask for `made_databases`.
ALONE = ("tests/engine/", "tests/launcher/")


def pytest_collection_modifyitems(config, items):
    """Put tests that cross addons first, each kind by how many of it run together."""
    if not hasattr(config, "workerinput"):
        return
    together = [item.nodeid.rsplit("::", 1)[0] for item in items]
    counts, first, waits = Counter(together), {}, {}
    for place, (scope, item) in enumerate(zip(together, items, strict=True)):
        first.setdefault(scope, place)
        needs = not scope.startswith(ALONE) or "made_databases" in item.fixturenames
        waits[scope] = waits.get(scope, False) or needs

    def rank(scope):
        crosses = scope.startswith("tests/")
        return waits[scope], not crosses, -counts[scope], first[scope]

    places = sorted(range(len(items)), key=lambda place: rank(together[place]))
    items[:] = [items[place] for place in places]
