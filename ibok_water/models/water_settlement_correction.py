from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

#: Volumes that a correction shows: of a settlement → how its line in a dialog begins.
VOLUMES = {"volume_water": "volume", "volume_sewage": "sewage"}


class WaterSettlement(models.Model):
    """Corrections: a settlement replaces another, its document is the difference.

    Nothing is overwritten: the replaced one keeps its figures and its document, only
    its days and its use become free for the one that replaces it.
    """

    _inherit = "water.settlement"

    corrected_id = fields.Many2one(
        "water.settlement",
        string="Corrects",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The settlement that this one replaces; its document states the "
        "difference.",
    )
    correction_ids = fields.One2many(
        "water.settlement", "corrected_id", string="Corrected by"
    )
    correction_reason = fields.Char(readonly=True, copy=False, tracking=True)
    difference_net = fields.Monetary(string="Net Difference", readonly=True)
    difference_tax = fields.Monetary(string="VAT Difference", readonly=True)
    difference_total = fields.Monetary(
        string="Difference",
        readonly=True,
        help="Gross after − gross before. Below zero the customer gets money back.",
    )

    _corrected_once = models.UniqueIndex(
        "(corrected_id) WHERE corrected_id IS NOT NULL AND state != 'cancelled'",
        "This settlement is already corrected. Correct the newest one.",
    )

    def _correct(self, reason):
        """Reckon these settlements again with what is true now.

        Readings replaced since, terms, tariffs and meters are taken as they are today;
        days and the chain of readings stay. What comes out the same is left alone.

        :param str reason: printed on the correcting invoice
        :return: the corrections made, each with its document
        :raise UserError: one of them is not the newest of its days, or has no document
        :raise SettlementProblem: it cannot be reckoned with what is there now
        """
        made, problems = self._try_correct(reason)
        for problem in problems.values():
            raise problem
        return made

    def _try_correct(self, reason):
        """Correct all of these together, or say which cannot be.

        :return: (the corrections made, {settlement: `SettlementProblem`}); with any
            problem nothing was made
        """
        # Who shares a point is corrected with it, or the shares would not sum up.
        touched_sudo = self._touched_sudo()
        contracts_sudo = touched_sudo._contracts_to_lock()
        self.env["water.reading"]._lock_contracts(contracts_sudo.ids)
        for settlement in self:
            if settlement.state != "done":
                raise UserError(
                    self.env._(
                        "Settlement %(name)s cannot be corrected: only a settlement "
                        "with its document that was not corrected yet can be.",
                        name=settlement.display_name,
                    )
                )
        changed, problems = touched_sudo._reckon_corrections()
        if problems:
            return self.browse(), problems
        # Nobody may write settlements; the wizard has let clerks only through.
        made_sudo = touched_sudo._replace_by(changed, reason)
        made_sudo._finish()
        if made_sudo:
            self._judge_waiting(made_sudo.contract_id)
        return made_sudo.with_env(self.env), {}

    def _contracts_to_lock(self):
        """Contracts nobody else may work on while these settlements are corrected."""
        return self.contract_id

    def _touched_sudo(self):
        """These settlements and those that share their points, loaded together."""
        # However they were found: nothing is asked of the database one by one.
        own_sudo = self.sudo().with_prefetch()
        return (own_sudo | own_sudo._sharing()).with_prefetch()

    def _preview_corrections(self):
        """What `_correct` would change; nothing is written.

        :return: {settlement: (`Difference`, {volume field: m³ after}) or
            `SettlementProblem`}; one that comes out the same is left out
        """
        touched_sudo = self._touched_sudo()
        changed, found = touched_sudo._reckon_corrections()
        for settlement, vals in changed.items():
            volumes = {name: vals[name] for name in VOLUMES}
            found[settlement] = vals["difference"], volumes
        return dict(sorted(found.items(), key=lambda item: _place(item[0])))

    def _replace_by(self, changed, reason):
        """Free the days and the use of settlements and create their successors.

        :param dict changed: {settlement: values of the one to replace it}
        """
        replaced = self.browse().union(*changed)
        replaced.usage_ids.active = False
        replaced.state = "corrected"
        # The database compares days and uses: these must be free there.
        self.env.flush_all()
        vals_list = []
        for vals in changed.values():
            found = vals.pop("difference")
            vals_list.append(
                vals
                | {
                    "correction_reason": reason,
                    "difference_net": float(found.net),
                    "difference_tax": float(found.vat),
                    "difference_total": float(found.gross),
                }
            )
        made = self._create_reckoned(vals_list)
        made._message_log_batch(
            bodies={
                correction.id: self.env._(
                    "Corrects %(name)s. Reason: %(reason)s",
                    name=correction.corrected_id.display_name,
                    reason=reason,
                )
                for correction in made
            }
        )
        return made

    def _chain(self):
        """This settlement and what it corrects, the first one last."""
        self.ensure_one()
        chain = settlement = self
        while settlement := settlement.corrected_id:
            chain |= settlement
        return chain

    def _newest(self):
        """The settlement that holds now for these days."""
        self.ensure_one()
        newest = self
        while following := newest.correction_ids.filtered(
            lambda s: s.state != "cancelled"
        ):
            newest = following
        return newest

    def _first(self):
        """The settlement that this chain of corrections began with."""
        return self._chain()[-1]

    def _corrected_told(self):
        """What these corrections changed, a sentence each."""
        return [
            self.env._(
                "Bill %(bill)s is corrected: %(amount)s.",
                bill=settlement.corrected_id.name,
                amount=formatLang(
                    self.env,
                    settlement.difference_total,
                    currency_obj=settlement.currency_id,
                ),
            )
            for settlement in self
        ]

    def action_correct(self):
        """Ask for the reason, show what would change, then correct."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Settlements"),
            "res_model": "water.settlement.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_ids": self.ids},
        }

    def action_view_corrections(self):
        """The whole chain this settlement belongs to."""
        self.ensure_one()
        chain = settlement = self._first()
        while settlement := settlement.correction_ids:
            chain |= settlement
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Corrections"),
            "res_model": "water.settlement",
            "view_mode": "list,form",
            "domain": [("id", "in", chain.ids)],
        }


def volumes_told(source, when):
    """The volumes of a line in a dialog.

    :param source: a settlement, or values of one
    :param str when: ``before`` or ``after``
    """
    return {f"{told}_{when}": source[name] for name, told in VOLUMES.items()}


def _place(settlement):
    return settlement.date_from, settlement.id
