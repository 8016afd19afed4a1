"""A scheduler's worker that is killed: run as a program of its own.

Loads the registry once; at each line it gets it forks a process that runs the job of
a kind of runs as the scheduler does, tells its number, waits for its end and tells
how it ended. The process meant to be killed has its own connections to the database.
"""

import json
import os
import sys
import traceback


def main():
    """Fork a worker for each line read; ``sys.argv[1]``: what it needs, as JSON."""
    wanted = json.loads(sys.argv[1])
    from odoo.tools import config

    config.parse_config(wanted["options"], setup_logging=False)
    from odoo import sql_db
    from odoo.modules.registry import Registry

    from odoo.addons.ibok_water.models import water_billing_run

    registry = Registry(wanted["database"])
    water_billing_run.CHUNK = wanted["chunk"]
    registry[wanted["model"]]._chunk = wanted["chunk"]
    sql_db.close_all()
    print("ready", flush=True)
    for _line in sys.stdin:
        pid = os.fork()
        if not pid:
            work(registry, wanted["company_id"], wanted["model"])
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def work(registry, company_id, model):
    """Run the job and end this process, whatever happens."""
    from odoo import SUPERUSER_ID, api

    code = 1
    try:
        with registry.cursor() as cr:
            context = {"allowed_company_ids": [company_id]}
            env = api.Environment(cr, SUPERUSER_ID, context)
            env[model]._cron_process()
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
