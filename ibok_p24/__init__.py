from odoo.addons.payment import reset_payment_provider, setup_provider

from . import controllers
from . import models


def post_init_hook(env):
    """Give every company the provider, and accounting its payment method."""
    setup_provider(env, "p24")


def uninstall_hook(env):
    """Take the provider's data away; refused while payments were made with it."""
    reset_payment_provider(env, "p24")
