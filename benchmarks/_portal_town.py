"""A town of residents for the portal's benchmark: households, years of bills, accounts.

Some customers live through all of it by the models, as in life: contracts, readings,
billing runs, payments, accounts with accepted terms. The others are copies of their
rows (`_portal_town_copies.py`). What was made is checked against the ledger.
"""

from datetime import timedelta

from _portal_town_checks import CHECKS
from _portal_town_copies import Copies
from _portal_town_life import BILLED_AFTER, CYCLE, Household, cycle_ends
from dateutil.relativedelta import relativedelta

from odoo.fields import Command

PERIOD_YEARS = 3
FIRM = "Spółdzielnia Wzorcowa"
NAME = "Mieszkaniec"
LOGIN = "mieszkaniec{}@example.com"
FIRM_LOGIN = "spoldzielnia@example.com"


class Town:
    """Builds the town in an environment; the caller commits."""

    def __init__(self, env, today, years, say=lambda text: None):
        # Our addons can be imported once Odoo knows where they are.
        from odoo.addons.ibok_portal.tests.common import name_municipality
        from odoo.addons.ibok_water.tests import common

        self.env = env(context={**env.context, "tracking_disable": True})
        self.today = today
        self.ends = cycle_ends(today, years)
        self.opened = self.ends[0] + timedelta(days=1) - relativedelta(months=CYCLE)
        self.say = say
        name_municipality(self.env.company)
        common.quiet_company(self.env.company)
        # The run makes the bills: a resident's reading would date them today.
        self.env.company.water_bill_resident_reading = False
        self.env["water.hold.rule"].search([]).active = False
        self.make = common.Factory(self.env)
        self.password, self.hashed = common.PASSWORD, None
        self.route = self.env["water.route"].create({"name": "Miasto", "code": "BP"})

    def build(self, contracts, patterns, firm):
        """All of it.

        :param contracts: how many households
        :param patterns: how many of them live through the models
        :param firm: contracts of one customer
        :return: {table: number of rows that were copied}
        """
        self._prices()
        self._payments()
        self._terms()
        count = contracts // patterns
        houses = [Household(n, len(self.ends)) for n in range(patterns)]
        cooperative = Household(patterns, len(self.ends))
        cooperative.garden, cooperative.exchange, cooperative.first = None, None, 0
        cases = [(house, self._open(house)) for house in houses]
        company = (cooperative, self._open(cooperative, FIRM, FIRM_LOGIN))
        for place, end in enumerate(self.ends):
            self._cycle(place, end, [*cases, company])
        self.env.company.water_bill_resident_reading = True
        self.env.flush_all()
        # Bills were sent or looked at: Odoo gives each a key the first time.
        self.env.cr.execute(
            "UPDATE account_move SET access_token = gen_random_uuid()"
            " WHERE water_settlement_id IS NOT NULL AND access_token IS NULL"
        )
        written = {}
        for some, keep, copies in (
            ([company], True, firm - 1),
            (cases, False, count - 1),
        ):
            self.say(f"Copying {len(some)} contracts {copies} times")
            roots = self._roots([contract for _house, contract in some], keep)
            for table, rows in (
                Copies(self.env, roots).multiply(copies, self.say).items()
            ):
                written[table] = written.get(table, 0) + rows
        self.env.invalidate_all()
        self._check(patterns, count, firm)
        return written

    # -- the office ---------------------------------------------------------------

    def _prices(self):
        """Tariffs of three years each, water a little dearer from year to year."""
        since = self.opened.replace(month=1, day=1)
        while since <= self.today:
            until = since + relativedelta(years=PERIOD_YEARS, days=-1)
            tariff = self.make.tariff(since=since, until=until, active=False)
            tariff.period_ids.unlink()
            tariff.period_ids = [
                Command.create(
                    {
                        "name": str(year + 1),
                        "date_from": since + relativedelta(years=year),
                        "date_to": since + relativedelta(years=year + 1, days=-1),
                    }
                )
                for year in range(PERIOD_YEARS)
            ]
            tariff.group_ids.unlink()
            self.make.group(tariff)
            for period in tariff.period_ids:
                rates = tariff.group_ids.rate_ids.filtered(
                    lambda rate, period=period: rate.period_id == period
                )
                for rate in rates:
                    rate.price_net += 0.11 * (period.date_from.year - 2020)
            tariff.action_activate()
            self.env.flush_all()
            since = until + timedelta(days=1)

    def _payments(self):
        """A bank account that money comes to, and payments on line."""
        Journal = self.env["account.journal"]
        domain = [("company_id", "=", self.env.company.id), ("type", "=", "bank")]
        self.bank = Journal.search(domain, limit=1)
        if not self.bank.bank_account_id:
            self.bank.set_bank_account("PL61109010140000071219812874")
        lines = self.bank.inbound_payment_method_line_ids
        lines.payment_account_id = self.bank.default_account_id
        provider = self.env.ref("ibok_p24.payment_provider_p24")
        if provider.state == "disabled":
            values = {"name": "Przelewy24", "code": "P24", "type": "bank"}
            keys = {"p24_merchant_id": "1", "p24_api_key": "1", "p24_crc": "1"}
            provider.write(
                {
                    **keys,
                    "company_id": self.env.company.id,
                    "journal_id": Journal.create(values).id,
                    "state": "test",
                    "is_published": True,
                }
            )

    def _terms(self):
        for name in ("terms_of_use", "privacy_notice"):
            terms = self.env.ref(f"ibok_portal.{name}")
            if terms.state == "draft":
                terms.company_id = self.env.company
                terms.action_publish()

    # -- the residents ------------------------------------------------------------

    def _open(self, house, name=None, login=None):
        """A contract with its meters, and the customer's account."""
        since = self.opened + relativedelta(months=CYCLE * house.first)
        before = since - timedelta(days=1)
        premise = self.make.premise(
            route_id=self.route.id, house_number=str(house.number + 1)
        )
        login = login or LOGIN.format(house.number)
        partner = self.make.partner(
            name or f"{NAME} {house.number:04}",
            **{"street": "Polna 1", "city": "Buczek", "zip": "98-113"},
            **{"country_id": self.env.ref("base.pl").id, "email": login},
            lang="pl_PL",
        )
        main = self.make.metered_point(0, before, premise=premise)
        points = main
        if house.garden:
            points |= self.make.metered_point(0, before, main=main, kind="garden")
        contract = self.make.contract(
            points, since, partner=partner, billing_months=str(CYCLE)
        )
        house.registers = dict.fromkeys(points, 0)
        self._account(partner, login)
        return contract

    def _account(self, partner, login):
        """Open an account with the town's password; it is hashed only once."""
        users = self.env["res.users"].with_context(no_reset_password=True)
        groups = self.env.ref("base.group_portal")
        user = users.create(
            {
                "login": login,
                "partner_id": partner.id,
                "group_ids": [Command.set(groups.ids)],
            }
        )
        self.env.flush_all()
        if not self.hashed:
            user.password = self.password
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT password FROM res_users WHERE id = %s", user.ids
            )
            [self.hashed] = self.env.cr.fetchone()
        self.env.cr.execute(
            "UPDATE res_users SET password = %s WHERE id = %s", [self.hashed, user.id]
        )
        user._accept_terms("192.0.2.1")

    def _cycle(self, place, end, cases):
        """Readings of a cycle, its bills, and what is paid of them."""
        begun = [(house, deal) for house, deal in cases if house.first <= place]
        for house, _contract in begun:
            self._read(house, place, end)
        run = self.env["water.billing.run"].create(
            {"cycle_end": end, "route_ids": self.route.ids}
        )
        run.action_start()
        # Set again: a run that begins now would bill today.
        run.invoice_date = end + timedelta(days=BILLED_AFTER)
        while run._run_chunk():
            pass
        lines = run.line_ids
        held = lines.filtered(lambda line: line.state != "done")
        if held or len(lines) != len(begun):
            raise AssertionError(f"{len(held)} of {len(lines)}: {held[:1].reason}")
        left = len(self.ends) - place - 1
        bills = {move.water_contract_id: move for move in run.settlement_ids.move_id}
        paid = {}
        for house, contract in begun:
            paid.setdefault(house.pays(left), []).append(bills[contract].id)
        for (part, days), move_ids in paid.items():
            self._pay(self.env["account.move"].browse(move_ids), part, days)
        self.env.flush_all()
        self.env.invalidate_all()
        self.say(f"  {end}: {len(begun)} bills ({left} cycles left)")

    def _read(self, house, place, end):
        """The registers' states at the end of a cycle; perhaps a new meter before."""
        main = next(iter(house.registers))
        if place == house.exchange:
            used = house.registers[main] + house.monthly
            self.make.exchange(main, used, end - timedelta(days=30))
            house.registers[main] = 0
        for point in house.registers:
            house.registers[point] += house.use() if point == main else 2
            reading = self.make.read(
                point, house.registers[point], end, source=house.source
            )
            if reading.state != "accepted":
                raise AssertionError(f"{reading.display_name} is {reading.state}")

    def _pay(self, moves, part, days):
        """Transfers of whole bills or of a part of each, when their day has come."""
        day = days and moves[0].invoice_date + timedelta(days=days)
        if not part or day > self.today:
            return
        for some in [moves] if part == 1 else moves:
            values = {"payment_date": day, "journal_id": self.bank.id}
            if part != 1:
                total = some.amount_total * part
                values["amount"] = self.env.company.currency_id.round(total)
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=some.ids
            ).create(values).action_create_payments()

    # -- the copies ---------------------------------------------------------------

    def _roots(self, contracts, keep):
        """What is copied: with it goes all that belongs to it.

        :param bool keep: further contracts of the same customers
        """
        contracts = self.env["water.contract"].union(*contracts)
        partners = contracts.partner_id
        belongs = [("partner_id", "in", partners.ids)]
        moves = self.env["account.move"].search(belongs)
        points = contracts.contract_point_ids.point_id
        roots = [
            contracts,
            contracts.premise_id,
            points,
            points.installation_ids.meter_id,
            moves,
            self.env["account.payment"].search(belongs),
            moves.line_ids.full_reconcile_id,
        ]
        if keep:
            return roots
        return [*roots, partners, self.env["res.users"].search(belongs)]

    def _check(self, patterns, count, firm):
        """The copies' books are those of their patterns, to the grosz."""
        for wrong, query in CHECKS.items():
            self.env.cr.execute(query, {"name": NAME, "count": count})
            if rows := self.env.cr.fetchmany(3):
                raise AssertionError(f"{wrong}: {rows}")
        partners = self.env["res.partner"].search(
            [("name", "=like", f"{NAME} %")], order="id"
        )
        company = self.env.company
        if len(partners) != patterns * count:
            raise AssertionError(f"{len(partners)} customers")
        for partner in partners[:: max(1, len(partners) // 20)]:
            statement = partner._portal_statement(company)
            owed = partner._portal_balance(company, self.today)["owed"]
            if statement["closing"] != owed or not statement["rows"]:
                raise AssertionError(f"{partner.name}: {statement['closing']}, {owed}")
        held = self.env["water.contract"].search_count([("partner_id.name", "=", FIRM)])
        if held != firm:
            raise AssertionError(f"the firm has {held} contracts")
