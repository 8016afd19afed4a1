"""An Odoo environment for the scripts beside this file (run by our venv's Python)."""

import logging
from contextlib import contextmanager

import odoo.modules.registry  # noqa: F401
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger(__name__)


@contextmanager
def session(database):
    """Open a database as its superuser, in Polish; commit at the end."""
    config.parse_config(["-d", database, "--no-http"], setup_logging=True)
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "pl_PL"})
        cr.commit()
