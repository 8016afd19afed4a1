from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application_question_type import MAX_TEXT


class IbokApplication(models.Model):
    """The form: its questions, and what is known beforehand."""

    _inherit = "ibok.application"

    @api.model_create_multi
    def create(self, vals_list):
        """Override: a draft, with a row for every question of its kind."""
        if not self.env.su and any(
            v.get("state", "draft") != "draft" for v in vals_list
        ):
            raise UserError(
                self.env._("An application begins as a draft and is then received.")
            )
        applications = super(
            IbokApplication, self.with_context(mail_create_nosubscribe=True)
        ).create(vals_list)
        for application in applications:
            application._ask_questions()
        return applications.with_env(self.env)

    @api.onchange("kind_id", "partner_id", "contract_id")
    def _onchange_known(self):
        """A clerk's draft: the customer's only contract, and the way to reach him."""
        if self.contract_id and not self.partner_id:
            self.partner_id = self.contract_id.partner_id
        partner = self.partner_id
        if partner:
            self.contact_name = self.contact_name or partner.name
            self.email = self.email or partner.email
            self.phone = self.phone or partner.phone
        if self.kind_id.needs_contract and partner and not self.contract_id:
            contracts = self.env["water.contract"].search(
                [("partner_id", "child_of", partner.id), ("state", "=", "open")],
                limit=2,
            )
            self.contract_id = contracts if len(contracts) == 1 else False

    def write(self, vals):
        """Override: a contract chosen later fills in what it knows."""
        result = super().write(vals)
        if {"contract_id", "partner_id"} & set(vals):
            for application in self.filtered(lambda a: a.state == "draft"):
                application._ask_questions(refill=True)
        return result

    def _questions(self):
        """Questions of the form, in `sudo`."""
        return self.sudo().kind_id.question_ids

    def _ask_questions(self, refill=False):
        """Rows for questions that have none, with what is known.

        :param bool refill: in empty rows as well, for more is known now
        """
        self.ensure_one()
        if self.state != "draft":
            return
        application_sudo = self.sudo()
        questions = application_sudo._questions()
        # A question that is asked no more.
        application_sudo.answer_ids.filtered(
            lambda answer: answer.question_id not in questions
        ).unlink()
        rows = {a.question_id: a for a in application_sudo.answer_ids}
        if not refill and len(rows) == len(questions):
            return
        known = application_sudo._known_values()
        missing = []
        for question in questions:
            value = known.get(question.prefill) or ""
            value = question._canonical(value)[0] if value else ""
            row = rows.get(question)
            if not row:
                missing.append(application_sudo._answer_vals(question, value))
            elif refill and value and not row.value:
                row.write({"value": value, "shown": question._in_words(value)})
        self.env["ibok.application.answer"].sudo().create(missing)

    def _answer_vals(self, question, value):
        """A row of the form: the words of today, which submission writes anew."""
        return {
            "application_id": self.id,
            "question_id": question.id,
            "code": question.code,
            "sequence": question.sequence,
            "section": question.section,
            "label": question.name,
            "value": value,
            "shown": question._in_words(value),
        }

    def _known_values(self):
        """What we know, by `PREFILLS`; called in `sudo` on the applicant's own records.

        The customer is the contract's, else the applicant: who has a contract shared
        with him learns nothing of its holder here.
        """
        self.ensure_one()
        partner = self.partner_id
        contract = self.contract_id
        known = {
            "name": partner.name,
            "customer_number": partner.water_customer_number,
            "address": self._one_line(partner.street, partner.zip, partner.city),
            "email": self.author_id.email or partner.email,
            "phone": self.author_id.phone or partner.phone,
        }
        if partner:
            known |= self._known_money(partner)
        if contract:
            point = contract.point_ids.filtered(lambda p: p.kind == "main")[:1]
            premise = contract.premise_id
            last = self.env["water.reading"].search(
                [
                    ("point_id", "=", point.id),
                    ("contract_id", "=", contract.id),
                    ("state", "=", "accepted"),
                ],
                order="date desc, id desc",
                limit=1,
            )
            known |= {
                "contract": contract.number,
                "place": premise.address,
                "plot": premise.plot,
                "meter": point.meter_id.number,
                "last_reading": last and self._number(last.value),
            }
        return known

    def _known_money(self, partner):
        """The customer's account for refunds, and what he has paid too much."""
        too_much = self._refundable()
        accounts = [
            bank.sanitized_acc_number
            for bank in partner.commercial_partner_id.bank_ids
            if engine.is_nrb(bank.sanitized_acc_number)
        ]
        return {
            "account": accounts[0] if accounts else "",
            "overpayment": self._number(too_much) if too_much > 0 else "",
        }

    @api.model
    def _number(self, value):
        """A number with up to three places, as forms keep it."""
        return f"{value:.3f}".rstrip("0").rstrip(".")

    @api.model
    def _one_line(self, street, postcode, city):
        town = " ".join(filter(None, (postcode, city)))
        return ", ".join(filter(None, (street, town)))

    def _sections(self):
        """Answers under their headings, in the order of the form.

        :return: list of dicts ``title`` and ``answers``
        """
        self.ensure_one()
        sections = []
        for answer in self.answer_ids:
            if not sections or sections[-1]["title"] != answer.section:
                sections.append({"title": answer.section, "answers": answer.browse()})
            sections[-1]["answers"] |= answer
        return sections

    def _fill(self, given, confirmed=frozenset()):
        """Keep what a form sent, right or wrong: a draft may be unfinished.

        :param dict given: {question's id: text}; called in `sudo`
        :param confirmed: ids of questions whose lower reading was confirmed
        """
        self.ensure_one()
        self._ask_questions()
        self.touched_on = law_today(self)
        for row in self.answer_ids:
            question = row.question_id
            if question.id not in given:
                continue
            value, _fault = question._canonical(given[question.id][: MAX_TEXT + 1])
            if value != (row.value or ""):
                shown = value if _fault else question._in_words(value)
                row.write({"value": value, "shown": shown, "confirmed": False})
            elif question.compares and row.confirmed != (question.id in confirmed):
                row.confirmed = not row.confirmed

    def _faults(self):
        """What is missing or wrong, by the name of the form's field; called in `sudo`.

        :return: dict {``contract_id``, ``q<question>`` or ``p<paper>``: words}
        """
        self.ensure_one()
        faults = {}
        if self.kind_id.needs_contract and not self.contract_id:
            faults["contract_id"] = self.env._("Please choose the contract.")
        for question in self._questions():
            fault = self._answer_fault(question)
            if fault:
                faults[f"q{question.id}"] = fault
        for paper in self.kind_id.paper_ids.filtered("required"):
            if paper not in self.file_ids.paper_id:
                faults[f"p{paper.id}"] = self.env._("Please add this paper.")
        return faults

    def _answer_fault(self, question):
        """What is wrong with the answer to a question, in words, or None."""
        row = self.answer_ids.filtered(lambda one: one.question_id == question)[:1]
        fault = question._canonical(row.value)[1]
        if fault or not row:
            return fault
        before = self.answer_ids.filtered(
            lambda one: question.not_before and one.code == question.not_before
        )[:1]
        return (
            question._day_fault(row.value, self._form_day(), before)
            or row._reading_fault()
        )

    def _field_labels(self):
        """What the form's fields are called: {name of the field: words}."""
        self.ensure_one()
        labels = {"contract_id": self.env._("Contract")}
        labels |= {f"q{question.id}": question.name for question in self._questions()}
        labels |= {
            f"p{paper.id}": paper.name for paper in self.sudo().kind_id.paper_ids
        }
        return labels

    def _fault_lines(self, faults):
        """Faults with the questions they are about, for people of the office."""
        labels = self._field_labels()
        return [f"{labels[name]}: {fault}" for name, fault in faults.items()]
