from odoo.tests import new_test_user

from . import common


class DocumentFixtures:
    """A clerk, and wordings of a contract and an annex."""

    @classmethod
    def _set_up_documents(cls):
        common.name_municipality(cls.env.company)
        cls.env.company.partner_id.lang = "en_US"
        cls.env["ibok.attempt"].search([]).unlink()
        cls.env["ibok.contract.template"].search([]).active = False
        cls.clerk = new_test_user(
            cls.env, "paper-clerk", "ibok_water.group_water_clerk", name="Klara Urząd"
        )
        Template = cls.env["ibok.contract.template"]
        cls.wording = Template.create(
            {
                "name": "Contract",
                "kind": "contract",
                "subject": "Contract no. {number}",
                "body": "between {company} and {customer}, {customer_address}\n\n"
                "# § 1. What\n- water to {premise}\n- meters: {meters}\n\n"
                "From {date_from}, {date_to}.",
            }
        )
        cls.annex = Template.create(
            {
                "name": "Annex",
                "kind": "annex",
                "topic": "recipient",
                "subject": "Annex no. {number} to {contract}",
                "body": "The data change to: {change}.",
            }
        )

    @classmethod
    def _document(cls, contract, template=None, send=True, **vals):
        """A document that the clerk made, sent unless said otherwise."""
        document = (
            cls.env["ibok.contract.document"]
            .with_user(cls.clerk)
            .create(
                {
                    "contract_id": contract.id,
                    "template_id": (template or cls.wording).id,
                    **vals,
                }
            )
        )
        if send:
            document.action_send()
        return document


def roles(node, depth=8):
    """Tags of a PDF's structure."""
    node = node.get_object()
    if not hasattr(node, "get") or depth < 0:
        return set()
    found = {node["/S"]} if "/S" in node else set()
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found |= roles(kid, depth - 1)
    return found
