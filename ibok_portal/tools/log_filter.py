"""Keys in addresses stay out of the server's log."""

import logging
import re

#: Our links, and those of Odoo's own letters about passwords.
KEY = re.compile(r"(/ibok/(?:register/confirm|access)/\d+/|[?&]token=)[^\s/&\"]+")


class HideKeys(logging.Filter):
    """Puts dots in the place of keys in lines about requests."""

    def filter(self, record):
        """Change the line; never leave one out."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                KEY.sub(r"\1…", value) if isinstance(value, str) else value
                for value in record.args
            )
        if isinstance(record.msg, str):
            record.msg = KEY.sub(r"\1…", record.msg)
        return True


def install():
    """Put the filter where the web server writes its lines; once."""
    logger = logging.getLogger("werkzeug")
    if not any(isinstance(known, HideKeys) for known in logger.filters):
        logger.addFilter(HideKeys())
