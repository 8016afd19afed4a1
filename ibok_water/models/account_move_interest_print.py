from odoo import models


class AccountMove(models.Model):
    """What the printed interest note states, out of its rows."""

    _inherit = "account.move"

    def _water_note_values(self):
        """Values of the printed note and of its page; of a cancellation its note's.

        :return: dict ``note``, ``documents`` (dicts ``name``, ``principal``, ``due``,
            ``payments`` (rows on whose last day something was paid), ``rows``,
            ``days``, ``interest``, ``compensation`` (a row or empty) and
            ``amount``), ``basis`` (sentences) and ``until``, the last day charged
        """
        self.ensure_one()
        note = self.reversed_entry_id or self
        # Who may read the note may read what it charges.
        rows_sudo = note.sudo().water_coverage_ids.sorted(
            lambda row: (row.due, row.line_id.id, row.date_from)
        )
        interest_sudo = rows_sudo.filtered(lambda row: row.type == "interest")
        return {
            "note": note,
            "documents": [
                self._water_note_document(rows)
                for rows in rows_sudo.grouped("line_id").values()
            ],
            "basis": self._water_note_basis(rows_sudo),
            "until": max(interest_sudo.mapped("date_to"), default=False),
        }

    def _water_note_document(self, rows):
        """What one document bears."""
        charged = rows.filtered(lambda row: row.type == "interest")
        rounded = self.currency_id.round
        return {
            "name": rows[0].debt_name,
            "principal": rows[0].principal,
            "due": rows[0].due,
            "payments": charged.filtered("paid"),
            "rows": charged,
            "days": sum(charged.mapped("days")),
            "interest": rounded(sum(charged.mapped("amount"))),
            "compensation": rows - charged,
            "amount": rounded(sum(rows.mapped("amount"))),
        }

    def _water_note_basis(self, rows):
        """The law that each kind of charge rests on."""
        kinds = set(rows.filtered(lambda row: row.type == "interest").mapped("kind"))
        basis = []
        if "statutory" in kinds:
            basis.append(
                self.env._(
                    "Statutory interest for late payment: art. 481 § 1 and 2 of the "
                    "Civil Code."
                )
            )
        if kinds - {"statutory"}:
            basis.append(
                self.env._(
                    "Statutory interest for late payment in commercial transactions: "
                    "art. 4 (3), 7 and 8 of the act of 8 March 2013 on counteracting "
                    "excessive delays in commercial transactions."
                )
            )
        if "compensation" in rows.mapped("type"):
            basis.append(
                self.env._(
                    "Compensation for costs of recovery: art. 10 of the act of 8 March "
                    "2013 on counteracting excessive delays in commercial transactions."
                )
            )
        return basis
