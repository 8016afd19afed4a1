"""Which methods of ours a client may call on a model."""

import inspect


def our_methods(model):
    """Names of public methods that this repository adds, callable without more."""
    found = set()
    for cls in type(model).__mro__:
        if not cls.__module__.startswith("odoo.addons.ibok"):
            continue
        for name, method in vars(cls).items():
            if name.startswith("_") or not inspect.isfunction(method):
                continue
            needed = [
                p
                for p in list(inspect.signature(method).parameters.values())[1:]
                if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
            ]
            if not needed and not getattr(method, "_api_private", False):
                found.add(name)
    return sorted(found)
