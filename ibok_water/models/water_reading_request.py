from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Minutes in which a meter is asked once: radio and battery are not for every click.
AGAIN_MINUTES = 15


class WaterReadingRequest(models.Model):
    """Reading request (zlecenie odczytu): a meter is to be asked from afar.

    Asked in the background, never while somebody's page waits: a bus takes seconds for
    each meter, and a row that is locked so long would stop others.
    """

    _name = "water.reading.request"
    _description = "Reading Request"
    _order = "id desc"
    _rec_name = "meter_id"

    meter_id = fields.Many2one(
        "water.meter", required=True, readonly=True, index=True, ondelete="restrict"
    )
    point_id = fields.Many2one(
        "water.point", required=True, readonly=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "water.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    gateway_id = fields.Many2one(
        "water.gateway", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Asked by", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "Being read"),
            ("done", "Read"),
            ("failed", "Not read"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    asked_at = fields.Datetime(
        string="Asked on", readonly=True, required=True, default=fields.Datetime.now
    )
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    tries = fields.Integer(
        readonly=True, aggregator=None, help="How often the gateway was asked."
    )
    refusal = fields.Selection(
        [
            ("unreachable", "The gateway does not answer"),
            ("no_answer", "The meter does not answer"),
            ("other_meter", "Another meter answered"),
            ("bad_answer", "The answer cannot be read"),
            ("stale", "No state that is new enough"),
            ("not_taken", "The reading was not taken"),
            ("broken", "The program failed"),
        ],
        string="Why Not",
        readonly=True,
    )
    detail = fields.Char(
        readonly=True,
        groups="ibok_water.group_water_clerk",
        help="What the gateway said, in its own words.",
    )
    raw = fields.Text(
        string="Answer as Received",
        readonly=True,
        groups="ibok_water.group_water_clerk",
    )
    reading_id = fields.Many2one(
        "water.reading", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _one_open = models.UniqueIndex(
        "(meter_id) WHERE state IN ('queued', 'running')",
        "This meter is being read already.",
    )
    _done_has_reading = models.Constraint(
        "CHECK ((state = 'done') = (reading_id IS NOT NULL))",
        "A request is done with its reading, and only then.",
    )
    _failed_has_reason = models.Constraint(
        "CHECK ((state = 'failed') = (refusal IS NOT NULL))",
        "A request that failed says why, and no other does.",
    )

    @api.model
    def _ask(self, contract, point):
        """Ask for a reading of a contract's meter, called after the right was checked.

        Asked again within a quarter of an hour, it is the request of before.

        :return: the request, in `sudo`
        :raise UserError: no gateway serves the meter
        """
        meter = point.sudo().meter_id
        gateway = meter._serving_gateway()
        if not gateway:
            raise UserError(self.env._("This meter cannot be read from afar."))
        # Two clicks at once: the second starts over and finds the first one's request.
        self.env["water.reading"]._lock_contracts({contract.id})
        since = fields.Datetime.now() - timedelta(minutes=AGAIN_MINUTES)
        requests_sudo = self.sudo()
        known = requests_sudo.search(
            [
                ("meter_id", "=", meter.id),
                ("contract_id", "=", contract.id),
                "|",
                ("state", "in", ("queued", "running")),
                ("asked_at", ">", since),
            ],
            limit=1,
        )
        if known:
            return known
        request_sudo = requests_sudo.create(
            {
                "meter_id": meter.id,
                "point_id": point.id,
                "contract_id": contract.id,
                "gateway_id": gateway.id,
                "user_id": self.env.uid,
            }
        )
        self.env.ref("ibok_water.cron_reading_request").sudo()._trigger()
        return request_sudo
