from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

#: In the context of a step's dialog: which application it carries out.
CARRIED = "ibok_application_id"


class IbokApplication(models.Model):
    """What the steps after an approval share.

    A step is an own dialog of the water service, opened with the answers filled in.
    Its context names the application; the dialog asks `_carried` for it when a person
    has confirmed, and tells `_fulfilled` what was made.
    """

    _inherit = "ibok.application"

    @api.model
    def _carried(self, *codes, contract=None):
        """The application that the present step carries out, or none.

        A context comes from the client: only an approved application of these codes,
        about this contract, that the user may work on, is one.

        :param codes: of kinds that the step is for
        :param contract: that the step works on, where it works on one
        """
        number = self.env.context.get(CARRIED)
        if not isinstance(number, int) or not self.has_access("write"):
            return self.browse()
        found = self.search(
            [("id", "=", number), ("state", "=", "approved"), ("code", "in", codes)]
        )
        if contract is not None and found.contract_id != contract:
            return self.browse()
        return found

    def _step_action(self, action, **defaults):
        """An action that opens a step: with what is known, and for which application.

        :param dict action: as its button gives it
        :param defaults: values of fields; what is empty is left out
        """
        self.ensure_one()
        context = {
            f"default_{name}": value.isoformat() if isinstance(value, date) else value
            for name, value in defaults.items()
            if value
        }
        return {
            **action,
            "context": {**action.get("context", {}), **context, CARRIED: self.id},
        }

    def _form_of(self, record, name=None):
        """The form of a record, or of a new one of its model."""
        return {
            "type": "ir.actions.act_window",
            "name": name or record._description,
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def _day(self, code):
        """An answer that is a day, or None."""
        value = self._value(code)
        return fields.Date.to_date(value) if value else None

    def _reason(self):
        """Why something is done: the application, by number and day."""
        self.ensure_one()
        return self.env._(
            "Application %(number)s of %(day)s",
            number=self.number,
            day=self.received_on.strftime("%d.%m.%Y"),
        )

    def _step_contract(self):
        """The contract the application is about.

        :raise UserError: it names none, or it is in force no more
        """
        self.ensure_one()
        if not self.contract_id:
            raise UserError(self.env._("Choose the contract on the application first."))
        if self.contract_id.state != "open":
            raise UserError(self._not_in_force())
        return self.contract_id

    def _not_in_force(self):
        return self.env._(
            "Contract %(number)s is not in force.", number=self.contract_id.number
        )

    def _step_point(self):
        """The point with the meter that the application names, else the main one."""
        self._step_contract()
        return self._named_point()

    def _draft_document(self, contract, kind="contract", topic=False, **words):
        """A draft of the contract's document, where the office has a wording for it.

        :param words: {word of the wording: text}, out of the answers
        """
        # What fills in the step's dialog is not meant for the paper.
        kept = clean_context(self.env.context)
        clean = self.with_context(kept)  # pylint: disable=context-overridden
        Document = clean.env["ibok.contract.document"]
        template = self.env["ibok.contract.template"].search(
            [
                ("company_id", "in", [False, contract.company_id.id]),
                ("kind", "=", kind),
                ("topic", "=", topic),
            ],
            limit=1,
        )
        pending = contract.document_ids.filtered(
            lambda one: one.kind == kind and one.topic == topic and one.state == "draft"
        )
        if not template or pending:
            return pending[:1]
        document = Document.create(
            {"contract_id": contract.id, "template_id": template.id}
        )
        if words:
            document._fill_from_template(**words)
        return document
