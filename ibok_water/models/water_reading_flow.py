from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import ReadingFacts, check_reading, usual_daily

#: How many uses back the usual daily use of a point is taken from.
HISTORY = 8


def exact(value):
    """A float of 3 stored decimals as the `Decimal` the engine works with."""
    return Decimal(f"{value or 0.0:.3f}")


class WaterReading(models.Model):
    """What happens to a reading from being given to being accepted or held."""

    _inherit = "water.reading"

    @api.model_create_multi
    def create(self, vals_list):
        """Find meter and contract of each reading, then check it.

        Every way in (form, import, portal, round, API) passes here, so none can put
        an unchecked value among the accepted ones.
        """
        accepted = self.env.context.get("water_reading_accepted")
        for vals in vals_list:
            vals.pop("state", None)
            if self.env.context.get("import_file"):
                vals.setdefault("source", "import")
            self._complete_vals(vals)
        self._lock_contracts({vals.get("contract_id") for vals in vals_list})
        readings = super().create(vals_list)
        if accepted:
            readings._accept()
        else:
            readings._check()
        return readings

    @api.model
    def _create_accepted(self, vals_list):
        """Readings that are facts by themselves, as the values of an exchange."""
        return self.with_context(water_reading_accepted=True).create(vals_list)

    @api.model
    def _lock_contracts(self, contract_ids):
        """Make two submissions for one contract wait for each other.

        An update and not only a lock: the one that waited then gets a serialization
        failure, is tried again by Odoo on fresh data and finds the first one's reading.
        """
        contract_ids = tuple(sorted(filter(None, contract_ids)))
        if contract_ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE water_contract SET submission_seq = submission_seq + 1
                        WHERE id IN (SELECT id FROM water_contract WHERE id IN %s
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    contract_ids,
                )
            )
            self.env["water.contract"].browse(contract_ids).invalidate_recordset(
                ["submission_seq"], flush=False
            )

    @api.model
    def _complete_vals(self, vals):
        """Fill point, meter, installation and contract from what was given."""
        day = fields.Date.to_date(vals.get("date")) or fields.Date.context_today(self)
        vals["date"] = day
        if vals.get("meter_id") and not vals.get("point_id"):
            meter = self.env["water.meter"].browse(vals["meter_id"])
            installation = meter.installation_ids.filtered(
                lambda i: i.date_from <= day and (not i.date_to or i.date_to >= day)
            )[:1]
            if not installation:
                raise UserError(
                    self.env._(
                        "Meter %(number)s was not installed anywhere on %(day)s.",
                        number=meter.number,
                        day=day,
                    )
                )
            vals["installation_id"] = installation.id
            vals["point_id"] = installation.point_id.id
        point = self.env["water.point"].browse(vals.get("point_id"))
        if point and not vals.get("installation_id"):
            vals["installation_id"] = point._installation_on(day, vals.get("kind")).id
        if vals.get("installation_id"):
            installation = self.env["water.meter.installation"].browse(
                vals["installation_id"]
            )
            vals["meter_id"] = installation.meter_id.id
        if point and not vals.get("contract_id"):
            vals["contract_id"] = self._contract_on(point, day).id
        if vals.get("source") == "estimate" or "value" not in vals:
            return
        vals["value"] = float(exact(vals["value"]))

    @api.model
    def _contract_on(self, point, day):
        """The contract of a point on a day.

        A state taken on the day before a contract begins is its first one, unless
        that day still belongs to the contract before.
        """
        rows = (
            self.env["water.contract.point"]
            .sudo()
            .search(
                [
                    ("point_id", "=", point.id),
                    ("contract_id.state", "!=", "draft"),
                    ("date_from", "<=", day + timedelta(days=1)),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", day),
                ],
                order="date_from",
            )
        )
        return rows[:1].contract_id.with_env(self.env)

    @api.model
    def _submit(self, point, value, day=None, source="reader", **extra):
        """Give one reading; giving the same twice makes one.

        A held reading of the same day is replaced by the new one. An accepted one
        stays, and another value for that day is refused.

        :param point: the metering point
        :param Decimal|float value: register state in m³
        :param date day: day of the reading, today when not given
        :return: the reading, accepted or held
        :raise UserError: an accepted reading of that day shows another value
        """
        day = day or fields.Date.context_today(self)
        vals = {
            "point_id": point.id,
            "date": day,
            "value": value,
            "source": source,
            **extra,
        }
        self._complete_vals(vals)
        self._lock_contracts({vals.get("contract_id")})
        existing = self.search(
            [
                ("point_id", "=", point.id),
                ("installation_id", "=", vals.get("installation_id")),
                ("date", "=", day),
                ("state", "in", ("submitted", "held", "accepted")),
            ],
            limit=1,
        )
        if existing and exact(existing.value) == exact(value):
            return existing
        if existing.state == "accepted":
            raise UserError(
                self.env._(
                    "A reading for %(day)s is already accepted: %(value)s m³. If it is "
                    "wrong, please tell the office.",
                    day=day,
                    value=f"{existing.value:g}",
                )
            )
        if existing:
            existing._reject(self.env._("Replaced by a new reading of the same day."))
        return self.create([vals])

    def _check(self):
        """Accept each submitted reading or hold it with the reasons found."""
        clean = self.browse()
        usual = self._usual_daily_uses()
        for reading in self:
            findings = [
                (finding.code, finding.params)
                for finding in check_reading(reading._facts(usual))
            ]
            if not reading.installation_id:
                findings.insert(0, ("no_meter", {}))
            if not reading.contract_id and "outside_contract" not in dict(findings):
                findings.append(("outside_contract", {}))
            if findings:
                reading.write(
                    {
                        "state": "held",
                        "hold_codes": ",".join(code for code, _params in findings),
                        "hold_params": {
                            code: {key: str(value) for key, value in params.items()}
                            for code, params in findings
                        },
                    }
                )
            else:
                clean |= reading
        clean._accept()

    def _facts(self, usual):
        """What the engine judges one reading by."""
        self.ensure_one()
        company = self.company_id
        previous, following = self._neighbours()
        row = self.contract_id.sudo().contract_point_ids.filtered(
            lambda r: r.point_id == self.point_id
        )[:1]
        return ReadingFacts(
            value=exact(self.value),
            date=self.date,
            today=fields.Date.context_today(self),
            digits=self.meter_id.digits or 9,
            previous=previous and (previous.date, exact(previous.value)),
            following=following and (following.date, exact(following.value)),
            usual_daily=usual.get(self.point_id.id),
            contract_from=row.date_from or None,
            contract_to=row.date_to or None,
            spike_factor=Decimal(str(company.water_spike_factor)),
            margin=Decimal(str(company.water_spike_margin)),
            rollover_limit=Decimal(str(company.water_rollover_limit)),
        )

    def _neighbours(self):
        """Accepted readings of the same meter before and after, or None."""
        self.ensure_one()
        domain = [
            ("installation_id", "=", self.installation_id.id),
            ("state", "=", "accepted"),
            ("id", "!=", self.id),
        ]
        if not self.installation_id:
            return None, None
        before = self.sudo().search(
            domain + [("date", "<=", self.date)], order="date desc, id desc", limit=1
        )
        after = self.sudo().search(
            domain + [("date", ">", self.date)], order="date, id", limit=1
        )
        return before or None, after or None

    def _usual_daily_uses(self):
        """Usual use a day of each point, from its last accepted uses.

        :return: {point id: Decimal m³ a day or None}
        """
        if not self.point_id.ids:
            return {}
        self.flush_model(["point_id", "date", "state", "volume", "days"])
        rows = self.env.execute_query(
            SQL(
                """SELECT point_id, days, volume FROM (
                       SELECT point_id, days, volume, ROW_NUMBER() OVER (
                                  PARTITION BY point_id ORDER BY date DESC) AS place
                         FROM water_reading
                        WHERE state = 'accepted' AND days > 0 AND point_id IN %s) last
                    WHERE place <= %s""",
                tuple(self.point_id.ids),
                HISTORY,
            )
        )
        uses = {}
        for point_id, days, volume in rows:
            uses.setdefault(point_id, []).append((days, exact(volume)))
        return {point_id: usual_daily(history) for point_id, history in uses.items()}

    def _accept(self):
        """Accept readings: from now on they are facts."""
        if not self:
            return
        self.write(
            {
                "state": "accepted",
                "accepted_by_id": self.env.user.id,
                "accepted_on": fields.Datetime.now(),
            }
        )
        self._update_volumes()
        self.env["water.contract.point"].sudo().search(
            [("point_id", "in", self.point_id.ids), ("initial_reading_id", "=", False)]
        ).filtered(lambda r: r.contract_id.state != "draft")._ensure_initial_reading()

    def _reject(self, reason):
        """Take readings out of account; they stay as given, with the reason."""
        for reading in self:
            if reading.is_settled:
                raise UserError(
                    self.env._(
                        "Reading %(name)s has already been settled. Correct the "
                        "settlement instead.",
                        name=reading.display_name,
                    )
                )
        was_accepted = self.filtered(lambda r: r.state == "accepted")
        self.write({"state": "rejected", "reject_reason": reason})
        self.write({"volume": 0.0, "days": 0})
        was_accepted._update_volumes()

    def _update_volumes(self):
        """Use and days between accepted neighbours, for the meters touched."""
        installations = tuple(self.installation_id.ids)
        if not installations:
            return
        self.flush_model(["installation_id", "date", "value", "state", "volume", "days"])
        self.env["water.meter"].flush_model(["digits"])
        self.env.cr.execute(
            SQL(
                """UPDATE water_reading r SET volume = q.volume, days = q.days
                     FROM (SELECT w.id, w.days,
                                  CASE WHEN w.volume < 0
                                       THEN w.volume + power(10, m.digits)
                                       ELSE w.volume END AS volume
                             FROM (SELECT id, meter_id,
                                          value - LAG(value) OVER reg AS volume,
                                          date - LAG(date) OVER reg AS days
                                     FROM water_reading
                                    WHERE state = 'accepted' AND installation_id IN %s
                                   WINDOW reg AS (PARTITION BY installation_id
                                                  ORDER BY date, id)) w
                             JOIN water_meter m ON m.id = w.meter_id) q
                    WHERE r.id = q.id
                      AND (r.volume, r.days) IS DISTINCT FROM (q.volume, q.days)""",
                installations,
            )
        )
        self.invalidate_model(["volume", "days"], flush=False)

    def action_accept(self):
        """A person confirms held readings; a resident's one may become a bill."""
        for reading in self:
            if reading.state != "held":
                raise UserError(self.env._("Only a held reading can be accepted."))
            if not reading.installation_id or not reading.contract_id:
                raise UserError(
                    self.env._(
                        "Reading %(name)s has no meter or no contract on its day. Mend "
                        "that first, or reject it.",
                        name=reading.display_name,
                    )
                )
        self._lock_contracts(set(self.contract_id.ids))
        self._accept()
        self.filtered(lambda r: r.source == "resident")._bill_if_due()

    def action_reject(self):
        """Ask for the reason, then reject."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject Reading"),
            "res_model": "water.reading.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reading_ids": self.ids},
        }

    def _bill_if_due(self):
        """Settle contracts whose cycle these accepted readings complete.

        :return: the settlements made
        """
        settlements = self.env["water.settlement"]
        for contract, readings in self.grouped("contract_id").items():
            if not contract or not contract.company_id.water_bill_resident_reading:
                continue
            accepted = readings.filtered(lambda r: r.state == "accepted")
            if accepted:
                settlements |= contract._settle_on(max(accepted.mapped("date")))
        return settlements
