"""A pytest plugin: where tests are spread over processes, the long ones come first.

Who finishes last then has only a short one left, and the browser's, which wait more
than they reckon, run beside each other and not alone at the end.
"""

from collections import Counter


def pytest_collection_modifyitems(config, items):
    """Put tests that cross addons first, each kind by how many of it run together."""
    if not hasattr(config, "workerinput"):
        return
    together = [item.nodeid.rsplit("::", 1)[0] for item in items]
    counts, first = Counter(together), {}
    for place, scope in enumerate(together):
        first.setdefault(scope, place)

    def rank(scope):
        return not scope.startswith("tests/"), -counts[scope], first[scope]

    places = sorted(range(len(items)), key=lambda place: rank(together[place]))
    items[:] = [items[place] for place in places]
