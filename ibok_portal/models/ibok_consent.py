from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

#: All that ever happens to a consent once it was given.
WITHDRAWAL = frozenset({"withdrawn_at", "withdrawn_ip", "withdrawn_by_id", "date_to"})


class IbokConsent(models.Model):
    """Who accepted, took note of or agreed to which version of a text, and when.

    Kept as evidence (GDPR, art. 7 sec. 1 and art. 5 sec. 2): rows are added and
    withdrawn, never changed and never deleted, also after the account is gone.
    """

    _name = "ibok.consent"
    _description = "Consent"
    _order = "given_at desc, id desc"
    _rec_name = "terms_id"

    terms_id = fields.Many2one(
        "ibok.terms",
        string="Text",
        readonly=True,
        ondelete="restrict",
        help="Empty when the customer signed a paper with words of its own.",
    )
    kind = fields.Selection(
        [
            ("terms", "Terms of use"),
            ("privacy", "Privacy notice"),
            ("e_invoice", "Consent to electronic invoices"),
        ],
        compute="_compute_kind",
        store=True,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        readonly=True,
        index=True,
        ondelete="set null",
        help="Empty once the account is deleted.",
    )
    account_number = fields.Integer(
        index=True,
        readonly=True,
        aggregator=None,
        help="Number of the account; stays when the account is deleted.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", readonly=True, index=True, ondelete="set null"
    )
    contract_id = fields.Many2one(
        "water.contract",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The contract a consent to electronic invoices is about.",
    )
    given_at = fields.Datetime(required=True, readonly=True)
    given_ip = fields.Char(string="From Address", readonly=True)
    withdrawn_at = fields.Datetime(readonly=True)
    withdrawn_ip = fields.Char(string="Withdrawn from Address", readonly=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_kind", store=True, precompute=True
    )

    _one_live = models.UniqueIndex(
        "(terms_id, account_number, COALESCE(contract_id, 0)) "
        "WHERE withdrawn_at IS NULL",
        "This consent was given already.",
    )
    _one_live_per_contract = models.UniqueIndex(
        "(kind, contract_id) WHERE withdrawn_at IS NULL AND contract_id IS NOT NULL",
        "This consent was given already.",
    )

    @api.depends("terms_id", "contract_id")
    def _compute_kind(self):
        """What stands on the text; of a paper without one, what its contract says."""
        for consent in self:
            consent.kind = consent.terms_id.kind or "e_invoice"
            consent.company_id = (
                consent.terms_id.company_id or consent.contract_id.company_id
            )

    @api.depends("terms_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for consent in self:
            consent.display_name = consent.terms_id.display_name or kinds[consent.kind]

    def write(self, vals):
        """Override of `base`: nothing but a withdrawal, and that once."""
        self.check_access("write")
        again = WITHDRAWAL & set(vals) and any(self.mapped("withdrawn_at"))
        if again or set(vals) - WITHDRAWAL:
            raise UserError(
                self.env._("A consent is evidence: it is withdrawn, never changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A consent is evidence: it is withdrawn, never deleted.")
        )

    @api.model
    def _give(self, user, versions, ip, at=None):
        """Keep that a user accepted texts; what he accepted before stays as it was.

        Consents to electronic invoices are of a contract: `_give_e_invoice` there.

        :param versions: published `ibok.terms`
        :param str ip: address the consent came from
        :param at: moment, when it lies in the past
        :return: the consents, old and new
        """
        consents = self.sudo().browse()
        for terms in versions:
            given_sudo = consents._live(user, terms)
            if not given_sudo:
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        given_sudo = consents.create(
                            {
                                "terms_id": terms.id,
                                "user_id": user.id,
                                "account_number": user.id,
                                "partner_id": user.partner_id.id,
                                "given_at": at or fields.Datetime.now(),
                                "given_ip": ip,
                            }
                        )
                except UniqueViolation:
                    # Two clicks at once: the other one has it.
                    continue
            consents |= given_sudo
        return consents

    def _live(self, user, versions):
        """Consents of a user to any of these versions that are not withdrawn."""
        return self.sudo().search(
            [
                ("account_number", "=", user.id),
                ("terms_id", "in", versions.ids),
                ("contract_id", "=", False),
                ("withdrawn_at", "=", False),
            ]
        )

    def _withdraw(self, ip, **vals):
        """Keep that consents were withdrawn, now and from there.

        :param vals: what else is told of the withdrawal
        :return: those that were not withdrawn before
        """
        live = self.filtered(lambda consent: not consent.withdrawn_at)
        live.sudo().write(
            {"withdrawn_at": fields.Datetime.now(), "withdrawn_ip": ip, **vals}
        )
        return live
