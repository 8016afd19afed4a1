"""Set the passwords given on stdin, and write the logins as JSON."""

import json
import sys

from odoo_session import session

wanted = json.load(sys.stdin)
logins = {}
with session(sys.argv[1]) as env:
    # A copy of a database must not share its identity and its signing secret.
    env["ir.config_parameter"].init(force=True)
    for role, password in wanted.items():
        xmlid = "base.user_admin" if role == "admin" else f"ibok.demo_user_{role}"
        user = env.ref(xmlid, raise_if_not_found=False)
        if user:
            user.password = password
            logins[role] = user.login
print(json.dumps(logins))
