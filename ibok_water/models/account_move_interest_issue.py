from datetime import timedelta

from odoo import api, models
from odoo.fields import Command
from odoo.tools import format_date

from .law_day import law_today
from .prepared_rows import PreparedRows
from .water_ledger_road import foreign_ways
from .water_note_road import NoteRoad


class AccountMove(models.Model):
    """Interest notes reach the ledger, with the rows that say what they charge.

    Many at once are written whole (`NoteRoad`), as bills are; what is not plain takes
    Odoo's own way. A test makes the same notes by both and compares them.
    """

    _inherit = "account.move"

    @api.model
    def _water_issue_notes(self, company, charged):
        """Post a note for each customer with the rows it charges.

        :param charged: {customer's id: list of `Late`}
        """
        if not charged:
            return self.browse()
        self._water_ensure_note_accounts(company)
        # Who may was asked; the notes' fields are the process's own.
        moves_sudo = (
            self.sudo()
            .with_company(company)
            .with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
        )
        partners_sudo = self.env["res.partner"].sudo().browse(charged)
        # Of many customers each is asked for language, address and number.
        partners_sudo.fetch(["lang", "commercial_partner_id", "name"])
        road = NoteRoad(moves_sudo, company, law_today(self))
        prepared = partners_sudo.browse()
        if moves_sudo._water_notes_are_plain(road):
            prepared = partners_sudo.filtered(road.takes)
        made = {}
        for partners, way in (
            (prepared, moves_sudo._water_create_prepared_notes),
            (partners_sudo - prepared, moves_sudo._water_create_notes),
        ):
            if partners:
                notes = way(road, {one: charged[one.id] for one in partners})
                made.update(zip(partners.ids, notes, strict=True))
        notes_sudo = moves_sudo.browse().union(*(made[one.id] for one in partners_sudo))
        rows_sudo = self.env["water.interest.coverage"].sudo()._cover(charged, made)
        rows_sudo.rate_ids._mark_in_use()
        # The database compares the days with those of other notes.
        rows_sudo.flush_model()
        notes_sudo._water_settle_by_credit(partners_sudo, company)
        return notes_sudo.with_env(self.env)

    def _water_settle_by_credit(self, partners, company):
        """What customers have to their credit pays these new notes.

        Who paid all that a demand named paid its interest too, before there was a note.
        Bills come first: who has an open one keeps his money for it.
        """
        credits = self._water_open_credits(partners, company)
        if not credits:
            return
        busy = {partner for partner, _company in self._water_older_bills(credits)}
        self._water_set_off(
            credits.filtered(
                lambda line: line.partner_id.commercial_partner_id not in busy
            )
        )

    def _water_create_notes(self, road, charged):
        """Create and post notes as Odoo does."""
        notes = self.create(
            [
                self._prepare_water_note_vals(road.company, partner, lates)
                for partner, lates in charged.items()
            ]
        )
        notes._post_numbered()
        return notes

    # -- Written whole -----------------------------------------------------------

    @api.model
    def _water_notes_are_plain(self, road):
        """Whether notes of this company and day can be written whole."""
        if self.env.context.get("water_plain_road") or not road.is_open():
            return False
        # Whether another module has its own way is asked of the very values given.
        partner = road.company.partner_id
        known = self._prepare_water_note_head(road.company, partner)
        head = road.head(known, partner, 1.0)
        line = next(road.lines(head, partner, [("", 1.0, partner.browse())]))
        lines = self.env["account.move.line"]
        return not (foreign_ways(self, head) or foreign_ways(lines, line))

    def _water_create_prepared_notes(self, road, charged):
        """Create and post notes from complete values.

        As `water.settlement._create_prepared` does with bills: constraints of both
        models and the balance of every entry are checked as ever.
        """
        stated = [
            self._water_note_lines(road.company, partner, lates)
            for partner, lates in charged.items()
        ]
        values = [
            road.head(
                self._prepare_water_note_head(road.company, partner),
                partner,
                sum(amount for _name, amount, _account in lines),
            )
            for partner, lines in zip(charged, stated, strict=True)
        ]
        heads = PreparedRows(road.env["account.move"], values)
        moves = heads.insert()
        entries = PreparedRows(
            road.env["account.move.line"],
            [
                vals | {"move_id": move.id}
                for move, head, partner, lines in zip(
                    moves, values, charged, stated, strict=True
                )
                for vals in road.lines(head, partner, lines)
            ],
        )
        given = {field for field in heads.settled() if field.name != "checked"}
        with road.env.protecting(given, moves):
            with moves._check_balanced({"records": moves}):
                entries.insert()
            # The entries are complete: there is nothing to bring in line with them.
            moves.with_context(
                skip_invoice_sync=True,
                skip_is_manually_modified=True,
            )._post_numbered()
        return moves.with_env(self.env)

    # -- Values ------------------------------------------------------------------

    @api.model
    def _water_note_lines(self, company, partner, lates):
        """Text, amount [zł] and account of each line of one customer's note."""
        told = self.with_context(lang=partner.lang or self.env.lang)
        company_sudo = company.sudo()
        lines = []
        for late in lates:
            if late.parts:
                text = told.env._(
                    "Interest for late payment of %(document)s, %(first)s – %(last)s",
                    document=late.debt.name,
                    first=format_date(told.env, late.parts[0].date_from),
                    last=format_date(told.env, late.parts[-1].date_to),
                )
                account = company_sudo.water_interest_account_id
                lines.append((text, float(late.interest), account))
            if late.compensation:
                text = told.env._(
                    "Compensation for costs of recovery, %(document)s: %(euro)s EUR",
                    document=late.debt.name,
                    euro=late.compensation.euro,
                )
                account = company_sudo.water_compensation_account_id
                lines.append((text, float(late.compensation.amount), account))
        return lines

    @api.model
    def _prepare_water_note_vals(self, company, partner, lates):
        """Values of one customer's note, for `create`."""
        return self._prepare_water_note_head(company, partner) | {
            "move_type": "out_receipt",
            "invoice_date_due": law_today(self)
            + timedelta(days=company.sudo().water_interest_days),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": name,
                        "quantity": 1.0,
                        "price_unit": amount,
                        "account_id": account.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for name, amount, account in self._water_note_lines(
                    company, partner, lates
                )
            ],
        }
