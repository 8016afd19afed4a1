# Part of IBOK. See LICENSE file for full copyright and licensing details.
{
    "name": "IBOK Water: Job Queue",
    "summary": "Billing runs by as many workers as the job queue has",
    "version": "19.0.1.0.0",
    "category": "Services/Utilities",
    "author": "IBOK maintainers",
    "license": "AGPL-3",
    "depends": ["ibok_water", "queue_job"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
}
