from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class WaterReadingRoundLine(models.Model):
    """One point of a reading round; giving its value submits the reading."""

    _name = "water.reading.round.line"
    _description = "Reading Round Line"
    _rec_name = "point_id"
    _order = "round_id, sequence, id"

    round_id = fields.Many2one(
        "water.reading.round", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="round_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    point_id = fields.Many2one("water.point", required=True, ondelete="restrict")
    address = fields.Char(related="point_id.premise_id.address")
    place = fields.Char(related="point_id.place")
    kind = fields.Selection(related="point_id.kind")
    meter_id = fields.Many2one(related="point_id.meter_id")
    partner_id = fields.Many2one(related="point_id.partner_id")
    partner_phone = fields.Char(related="point_id.partner_phone")
    premise_note = fields.Text(
        string="Way to the Meter", related="point_id.premise_id.note"
    )
    previous_value = fields.Float(digits=(12, 3), readonly=True)
    previous_date = fields.Date(readonly=True)
    entered = fields.Char(
        string="Reading (m³)",
        help="Register state; comma or point. Empty: not read.",
    )
    date = fields.Date(help="Day of the reading when it is not the day of the round.")
    use = fields.Float(string="Use (m³)", compute="_compute_use", digits=(12, 3))
    note = fields.Char()
    photo = fields.Image(
        max_width=1920,
        max_height=1920,
        help="Photo of the register; it goes along with the value.",
    )
    reading_id = fields.Many2one("water.reading", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("open", "To read"), ("held", "Held"), ("accepted", "Accepted")],
        compute="_compute_state",
        store=True,
        default="open",
    )
    hold_reason = fields.Text(related="reading_id.hold_reason")
    reject_reason = fields.Char(
        string="Why It Was Rejected", compute="_compute_reject_reason"
    )
    check_state = fields.Selection(
        [
            ("empty", "Nothing entered"),
            ("wrong", "No number"),
            ("held", "To be held"),
            ("plausible", "Plausible"),
        ],
        compute="_compute_check",
        help="What the checks find on the value entered, also before it is saved.",
    )
    check_text = fields.Text(string="Check", compute="_compute_check")
    progress_text = fields.Char(string="Progress", compute="_compute_progress_text")

    _point_unique = models.Constraint(
        "UNIQUE (round_id, point_id)", "The point is already on this round."
    )

    @api.depends("reading_id.state")
    def _compute_state(self):
        for line in self:
            state = line.reading_id.state
            line.state = state if state in ("held", "accepted") else "open"

    @api.depends("reading_id.value", "reading_id.state", "previous_value")
    def _compute_use(self):
        for line in self:
            given = line.reading_id.filtered(lambda r: r.state != "rejected")
            line.use = given.value - line.previous_value if given else 0.0

    @api.depends("reading_id.state", "reading_id.reject_reason")
    def _compute_reject_reason(self):
        for line in self:
            rejected = line.reading_id.filtered(lambda r: r.state == "rejected")
            line.reject_reason = rejected.reject_reason

    @api.depends("entered", "reading_id.state", "reading_id.hold_reason")
    @api.depends_context("lang")
    def _compute_check(self):
        for line in self:
            line.check_state, line.check_text = line._check_entered()

    def _check_entered(self):
        """Judge what is typed now, as it will be judged when it is given.

        :return: (check_state, text for the reader)
        """
        self.ensure_one()
        readings = self.env["water.reading"]
        if not self.entered:
            return "empty", False
        try:
            value = float(readings._parse_value(self.entered))
        except UserError as refused:
            return "wrong", str(refused)
        reading = self.reading_id
        if reading.state == "held" and reading.value == value:
            return "held", reading.hold_reason
        if reading.state == "accepted" and reading.value == value:
            return "plausible", readings._use_sentence(reading.volume, reading.days)
        reading, found = readings._judge(self.point_id, value, self._reading_day())
        if found:
            told = [readings._finding_sentence(*finding) for finding in found.items()]
            return "held", "\n".join(told)
        before, _after = reading._neighbours()
        if not before:
            return "plausible", False
        days = (reading.date - before.date).days
        return "plausible", readings._use_sentence(value - before.value, days)

    def _reading_day(self):
        return self.date or self.round_id.date

    @api.depends("round_id.line_ids.state")
    def _compute_progress_text(self):
        for walk, lines in self.grouped("round_id").items():
            lines.progress_text = self.env._(
                "%(done)s of %(all)s read, %(left)s left",
                done=walk.done_count,
                all=walk.line_count,
                left=walk.line_count - walk.done_count,
            )

    def write(self, vals):
        self.env["water.reading"]._clean_photo_vals(vals)
        result = super().write(vals)
        if "entered" in vals:
            for line in self:
                line._submit_entered()
        return result

    def _submit_entered(self):
        """Turn what was typed into a reading; a wrong number changes nothing."""
        self.ensure_one()
        if not self.entered:
            return
        value = self.env["water.reading"]._parse_value(self.entered)
        if self.round_id.state != "open":
            raise UserError(self.env._("This round is finished. Open it again first."))
        self.reading_id = self.env["water.reading"]._submit(
            self.point_id,
            value,
            day=self._reading_day(),
            source="reader",
            note=self.note or False,
            photo=self.photo or False,
        )
        self.photo = False  # it is the reading's now

    def next_to_read(self):
        """The point to read after this one, on the way and then from its start.

        Called by the form of the round, which goes from point to point.

        :return: id, or False when no other point is left
        """
        self.ensure_one()
        self.check_access("read")
        left = self.search(
            [("round_id", "=", self.round_id.id), ("state", "=", "open")]
        )
        place = (self.sequence, self.id)
        ahead = (left - self).filtered(lambda line: (line.sequence, line.id) > place)
        return (ahead[:1] or (left - self)[:1]).id

    def _read_again(self):
        """Open points whose reading the office did not take; tell the reader."""
        for walk, lines in self.grouped("round_id").items():
            lines.write({"entered": False})
            told = [
                f"{line.address}: {line.reading_id.reject_reason}" for line in lines
            ]
            walk = walk.with_context(lang=walk.user_id.lang or self.env.lang)
            told.insert(0, walk.env._("Rejected by the office, to be read again:"))
            walk.message_post(
                body=plaintext2html("\n".join(told)),
                partner_ids=walk.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
