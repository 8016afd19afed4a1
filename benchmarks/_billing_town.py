"""A town for the billing benchmark: as many alike contracts as wanted, in seconds.

One contract, its meter, readings and past bills are made through the models, as in
life. The others are copies of its rows, written by the database itself: making them
is not what is measured.
"""

from datetime import date, timedelta
from types import SimpleNamespace

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

#: The cycle that is billed.
CYCLE_END = date(2026, 1, 31)
VOLUME = 7


class Town:
    """Contracts that are ready to be billed for January 2026."""

    def __init__(self, env):
        # Our addons can be imported once Odoo knows where they are.
        from odoo.addons.ibok_water.tests import common

        self.env = env(context={**env.context, "tracking_disable": True})
        common.quiet_company(env.company)
        self.make = common.Factory(self.env)
        if not env["water.tariff"].search_count([("state", "=", "active")]):
            self.make.tariff(since=date(2019, 1, 1), until=date(2027, 12, 31))
            self.env.flush_all()

    def contracts(self, count, months=0):
        """Make contracts with a history of so many monthly bills.

        :return: the contracts, each with an accepted reading of the cycle's end
        """
        first = CYCLE_END + timedelta(days=1) - relativedelta(months=months + 1)
        opened = first - timedelta(days=1)
        contract = self.make.household(value=0, since=first)
        contract.partner_id.write(
            {"street": "Polna 1", "city": "Wola", "zip": "98-113"}
        )
        point = contract.contract_point_ids.point_id
        for month in range(min(months, 1)):
            self._read(point, opened, month + 1)
            contract._settle(self._month_end(opened, month + 1))
        self._read(point, opened, months + 1)
        self.env.flush_all()
        return self._multiply(contract, count, months, opened)

    def _month_end(self, opened, month):
        return opened + timedelta(days=1) + relativedelta(months=month, days=-1)

    def _read(self, point, opened, month):
        reading = self.make.read(point, VOLUME * month, self._month_end(opened, month))
        if reading.state != "accepted":
            raise AssertionError(f"the reading of month {month} is {reading.state}")

    def _multiply(self, contract, count, months, opened):
        """Copy the rows of a contract; ``g`` counts the copies, ``m`` its months."""
        point = contract.contract_point_ids.point_id
        installation = point.installation_ids
        start = contract.contract_point_ids.initial_reading_id
        readings = point.reading_ids.sorted("date")
        rows = _Rows(self.env.cr, count)
        partner = rows.copy(
            contract.partner_id,
            commercial_partner_id=_own,
            name="'Jan Nowak ' || g",
            water_customer_number="'KB' || {id}",
        )
        premise = rows.copy(contract.premise_id)
        place = rows.copy(point, premise_id=premise, code="'PB' || {id}")
        meter = rows.copy(installation.meter_id, number="'WB' || {id}")
        installed = rows.copy(installation, meter_id=meter, point_id=place)
        deal = rows.copy(
            contract,
            partner_id=partner,
            premise_id=premise,
            number="'UB/' || {id}",
            access_token="NULL",
        )
        owned = {
            "point_id": place,
            "installation_id": installed,
            "meter_id": meter,
            "contract_id": deal,
        }
        initial = rows.copy(start, **owned)
        link = {"contract_id": deal, "point_id": place}
        rows.copy(contract.contract_point_ids, initial_reading_id=initial, **link)
        history = rows.months(months, opened)
        taken = (
            history.copy(readings[1], **owned, date="{end}", value=f"{VOLUME} * m")
            if months
            else None
        )
        rows.copy(readings[-1], **owned)
        if months:
            copies = SimpleNamespace(
                partner=partner,
                deal=deal,
                taken=taken,
                initial=initial,
                place=place,
                installed=installed,
            )
            self._past(contract.settlement_ids, history, copies)
        # The pattern has served; only its copies are to be billed.
        self.env.cr.execute(
            SQL("UPDATE water_contract SET state = 'draft' WHERE id = %s", contract.id)
        )
        self.env.cr.execute("ANALYZE")
        self.env.invalidate_all()
        return self.env["water.contract"].browse(range(deal.first, deal.first + count))

    def _past(self, settlement, history, copies):
        """Copies of the first month's bill, one for each month.

        :param copies: what the bills belong to, by name
        """
        partner, deal, taken = copies.partner, copies.deal, copies.taken
        move = settlement.move_id
        days = {"date_from": "{start}", "date_to": "{end}"}
        who = {"contract_id": deal, "partner_id": partner}
        done = history.copy(
            settlement, **who, **days, move_id="NULL", name="'B' || {id}"
        )
        history.copy(
            settlement.usage_ids,
            settlement_id=done,
            contract_id=deal,
            point_id=copies.place,
            installation_id=copies.installed,
            reading_to_id=taken,
            reading_from_id=lambda g, m: (
                f"CASE WHEN m = 1 THEN {copies.initial(g, m)} "
                f"ELSE {taken(g, f'({m} - 1)')} END"
            ),
            date_from="{start} - 1",
            date_to="{end}",
        )
        for line in settlement.line_ids:
            history.copy(line, settlement_id=done, **days)
        year = "extract(year FROM {end})::int"
        name = f"'BH/' || {year} || '/' || {{id}}"
        posted = history.copy(
            move,
            partner_id=partner,
            commercial_partner_id=partner,
            partner_shipping_id=partner,
            water_settlement_id=done,
            water_contract_id=deal,
            name=name,
            payment_reference=name,
            sequence_prefix=f"'BH/' || {year} || '/'",
            sequence_number="{id}",
            date="{end}",
            invoice_date="{end}",
            delivery_date="{end}",
            invoice_date_due="{end} + 14",
            access_token="NULL",
        )
        for line in move.line_ids:
            due = {"date_maturity": "{end} + 14"} if line.date_maturity else {}
            copy = history.copy(
                line,
                move_id=posted,
                partner_id=partner,
                date="{end}",
                invoice_date="{end}",
                **due,
            )
            for name in ("tax_ids", "tax_tag_ids"):
                field = line._fields[name]
                history.link(
                    field.relation, field.column1, copy, field.column2, line[name]
                )
        self.env.cr.execute(
            SQL(
                "UPDATE water_settlement s SET move_id = a.id FROM account_move a "
                "WHERE a.water_settlement_id = s.id AND s.move_id IS NULL"
            )
        )


class _Copies:
    """The ids of copied rows: call it with SQL of the copy's and the month's number."""

    def __init__(self, first, months):
        self.first = first
        self.months = months

    def __call__(self, g, m):
        place = f"({g} - 1) * {self.months} + {m} - 1" if self.months else f"{g} - 1"
        return f"({self.first} + {place})"


def _own(_g, _m):
    """The copy's own id."""
    return "{id}"


class _Rows:
    """Copies rows: one a contract, or one a contract and month."""

    def __init__(self, cr, count, months=0, opened=None):
        self._cr = cr
        self._count = count
        self._months = months
        self._opened = opened

    def months(self, months, opened):
        return _Rows(self._cr, self._count, months, opened)

    def _from(self):
        if not self._months:
            return f"generate_series(1, {self._count}) g, (SELECT 1 AS m) s"
        return (
            f"generate_series(1, {self._count}) g, generate_series(1, {self._months}) m"
        )

    def _fill(self, text, copies):
        first = f"(DATE '{(self._opened or CYCLE_END) + timedelta(days=1)}'"
        return (
            text.replace("{id}", copies("g", "m"))
            .replace("{start}", f"({first} + (m - 1) * INTERVAL '1 month')::date)")
            .replace("{end}", f"({first} + m * INTERVAL '1 month')::date - 1)")
        )

    def copy(self, record, **changes):
        """Copy a record's row; ``changes`` are SQL or the ids of other copies."""
        record.ensure_one()
        table = record._table
        total = self._count * (self._months or 1)
        sequence = f"{table}_id_seq"
        self._cr.execute(f"SELECT nextval('{sequence}')")
        first = self._cr.fetchone()[0]
        self._cr.execute(f"SELECT setval('{sequence}', {first + total})")
        copies = _Copies(first, self._months)
        self._cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = current_schema",
            [table],
        )
        columns = {name: f't."{name}"' for (name,) in self._cr.fetchall()}
        columns["id"] = "{id}"
        for name, change in changes.items():
            if name in columns:
                columns[name] = change("g", "m") if callable(change) else change
        names = ", ".join(f'"{name}"' for name in columns)
        values = self._fill(", ".join(columns.values()), copies)
        self._cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} "
            f"FROM {table} t, {self._from()} WHERE t.id = {record.id}"
        )
        # What refers to the copies is checked by a plan of when the table was small.
        self._cr.execute(f'ANALYZE "{table}"')
        return copies

    def link(self, table, own, copies, other, records):
        """Copy many2many rows."""
        for record in records:
            self._cr.execute(
                f"INSERT INTO {table} ({own}, {other}) "
                f"SELECT {copies('g', 'm')}, {record.id} FROM {self._from()}"
            )
