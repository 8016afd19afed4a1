"""Load the demo files of our addons, as `odoo -i ibok --with-demo` would."""

import logging
import sys

from odoo_session import session

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

_logger = logging.getLogger("odoo.addons.ibok.demo")


def our_modules(env):
    """Our installed addons, each after those it depends on."""
    found = env["ir.module.module"].search(
        [("name", "=like", "ibok%"), ("state", "=", "installed")]
    )
    names = []

    def visit(module):
        for dependency in module.dependencies_id.depend_id & found:
            visit(dependency)
        if module.name not in names:
            names.append(module.name)

    for module in found.sorted("name"):
        visit(module)
    return names


def prepare_assets(qweb):
    """Make the bundles that pages ask for, so that the first visit is quick."""
    scripts, styles = qweb._get_bundles_to_pregenarate()
    for bundle in sorted(scripts):
        if "test" not in bundle:
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
    for bundle in sorted(styles):
        if "test" not in bundle:
            qweb._get_asset_bundle(bundle, css=True, js=False).css()


with session(sys.argv[1]) as env:
    for name in our_modules(env):
        for file in Manifest.for_addon(name).get("demo") or []:
            _logger.info("%s/%s", name, file)
            convert_file(env, name, file, idref={}, mode="init", noupdate=True)
            env.cr.commit()
    _logger.info("preparing the web pages' scripts and styles")
    prepare_assets(env["ir.qweb"])
print("demo: loaded")
