import logging
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..gateways import Refused
from .law_day import TIMEZONE, law_today

_logger = logging.getLogger(__name__)

#: Workers that may die while they read the same meter before it counts as not read.
TRIES = 3
LITRE = Decimal("0.001")
#: How far a gateway's clock may be ahead of ours.
AHEAD = timedelta(minutes=10)


class WaterReadingRequest(models.Model):
    """How requests are worked off: claimed, read without a lock, then taken."""

    _inherit = "water.reading.request"

    @api.model
    def _cron_read(self):
        """Read what waits, one meter after another: a bus has one master.

        Odoo runs a job once at a time, so what is still "being read" when it begins was
        left by a worker that died.
        """
        left = self.search([("state", "=", "running")])
        again = left.filtered(lambda r: r.tries < TRIES)
        again.write({"state": "queued"})
        (left - again)._refuse("broken")
        commit = self.env["ir.cron"]._commit_progress
        while request := self._claim():
            # Nothing stays locked while the meter is asked.
            commit()
            request._read_meter()
            if not commit(1):
                return

    @api.model
    def _claim(self):
        """Take the next request that waits."""
        request = self.search([("state", "=", "queued")], order="id", limit=1)
        request.write(
            {
                "state": "running",
                "started_at": fields.Datetime.now(),
                "tries": request.tries + 1,
            }
        )
        return request

    def _read_meter(self):
        """Ask the gateway and take its answer; whatever happens, the request ends."""
        self.ensure_one()
        gateway, meter = self.gateway_id, self.meter_id
        try:
            driver = gateway._driver()
            if not driver or not gateway.active:
                raise Refused("unreachable")
            reply = driver.read_now(
                gateway.address, gateway.timeout, meter.radio_address or meter.number
            )
            self.write({"raw": reply.raw})
            with self.env.cr.savepoint():
                reading = self._take(reply)
        except Refused as refused:
            self._refuse(refused.code, refused.detail)
        except UserError as error:
            self._refuse("not_taken", str(error))
        except OperationalError:
            # Another session was faster: the job starts over, this request with it.
            raise
        except Exception as error:
            # A fault of one driver must not stop the meters of the others.
            _logger.warning("Reading request %s failed", self.id, exc_info=True)
            self._refuse("broken", str(error))
        else:
            if reading.state == "accepted":
                self._bill(reading)

    def _bill(self, reading):
        """Bill what the reading completes; what fails costs nobody the reading."""
        try:
            with self.env.cr.savepoint():
                reading._bill_or_tell()
        except OperationalError:
            raise
        except Exception:
            _logger.warning("Reading %s was not billed", reading.id, exc_info=True)

    def _take(self, reply):
        """Make a reading of what the meter answered.

        :raise Refused: the answer is no state of this contract's meter of now
        """
        value = self._checked_value(reply)
        day = self._checked_day(reply)
        reading = self.env["water.reading"]._submit(
            self.point_id, value, day=day, source="radio", user_id=self.user_id.id
        )
        self.write(
            {
                "state": "done",
                "reading_id": reading.id,
                "ended_at": fields.Datetime.now(),
            }
        )
        return reading

    def _checked_value(self, reply):
        """The register's state in m³, cut to litres: never more than it showed."""
        try:
            value = Decimal(reply.value).quantize(LITRE, rounding=ROUND_FLOOR)
        except (InvalidOperation, TypeError, ValueError):
            raise Refused("bad_answer", repr(reply.value)) from None
        if not value.is_finite() or not 0 <= value < 10**self.meter_id.digits:
            raise Refused("bad_answer", repr(reply.value))
        return value

    def _checked_day(self, reply):
        """The day in Poland of the register's state, which must be the contract's."""
        now = fields.Datetime.now()
        if not isinstance(reply.at, datetime) or reply.at > now + AHEAD:
            raise Refused("bad_answer", repr(reply.at))
        if reply.at < now - timedelta(hours=self.gateway_id.fresh_hours):
            raise Refused("stale", str(reply.at))
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), reply.at
        )
        # A clock some minutes ahead of ours makes no reading of tomorrow.
        day = min(local.date(), law_today(self))
        if self.point_id._installation_on(day).meter_id != self.meter_id:
            raise Refused("other_meter", self.env._("The meter was exchanged."))
        contract = self.env["water.reading"]._contract_on(self.point_id, day)
        if contract != self.contract_id or day < contract.date_from:
            raise Refused("stale", str(reply.at))
        return day

    def _refuse(self, code, detail=""):
        """End requests without a reading."""
        self.write(
            {
                "state": "failed",
                "refusal": code,
                "detail": detail or False,
                "ended_at": fields.Datetime.now(),
            }
        )
