from odoo.tests import new_test_user

from . import common


class ApplicationFixtures:
    """A kind with questions of each sort and papers, a clerk, and a resident."""

    @classmethod
    def _set_up_applications(cls):
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        # Letters are in the language of the office.
        cls.env.company.partner_id.lang = "en_US"
        cls.clerk = new_test_user(
            cls.env, "application-clerk", "ibok_water.group_water_clerk", name="Klara"
        )
        if not hasattr(cls, "anna"):
            cls.anna = cls._make_resident("application-anna")
            cls.point = cls._make_point("T7001")
            cls.contract = cls._make_contract(cls.anna, [cls.point])
        cls.anna.partner_id.write(
            {
                "name": "Anna Kowal",
                "street": "Polna 1",
                "zip": "98-113",
                "city": "Buczek",
                "phone": "+48600700800",
                "email": "anna@example.com",
            }
        )
        cls.kind = cls.env["ibok.application.kind"].create(
            {
                "name": "Hydrant",
                "intro": "For who needs a hydrant",
                "remedy": "Ask the regulator",
                "promise_days": 21,
                "promise_long_days": 45,
                "may_extend": True,
                "user_id": cls.clerk.id,
                "question_ids": [(0, 0, vals) for vals in cls._questions()],
                "paper_ids": [
                    (0, 0, {"name": "Map", "required": True}),
                    (0, 0, {"name": "Deed"}),
                ],
            }
        )
        cls.map, cls.deed = cls.kind.paper_ids
        cls.about_contract = cls.env["ibok.application.kind"].create(
            {
                "name": "Ending",
                "needs_contract": True,
                "question_ids": [
                    (0, 0, {"name": "Where", "prefill": "place"}),
                    (0, 0, {"name": "Number", "prefill": "contract"}),
                ],
            }
        )

    @classmethod
    def _questions(cls):
        building = [
            (0, 0, {"code": "house", "name": "House"}),
            (0, 0, {"code": "shop", "name": "Shop", "long_promise": True}),
        ]
        rows = [
            {"name": "Name", "code": "name", "prefill": "name", "section": "Who"},
            {"name": "Telephone", "code": "phone", "type": "phone", "prefill": "phone"},
            {"name": "Building", "code": "building", "type": "selection"},
            {"name": "How much", "code": "amount", "type": "decimal"},
            {"name": "Account", "code": "iban", "type": "iban", "required": False},
            {"name": "Day", "code": "day", "type": "date", "required": False},
            {"name": "Persons", "code": "persons", "type": "integer"},
            {"name": "Why", "code": "why", "type": "text"},
            {"name": "I agree", "code": "agree", "type": "boolean"},
        ]
        for place, row in enumerate(rows):
            row["sequence"] = place
            row.setdefault("section", "What")
            if row["type" if "type" in row else "name"] == "selection":
                row["option_ids"] = building
        return rows

    @classmethod
    def _q(cls, code, kind=None):
        """The number of a question by its code."""
        kind = kind or cls.kind
        return kind.question_ids.filtered(lambda q: q.code == code).id

    @classmethod
    def _given(cls, **changes):
        """Good answers to all that must be answered: {question's number: text}."""
        good = {
            "name": "Anna Kowal",
            "phone": "600 700 800",
            "building": "house",
            "amount": "0,5",
            "persons": "4",
            "why": "Water",
            "agree": "1",
            **changes,
        }
        return {cls._q(code): text for code, text in good.items()}

    @classmethod
    def _draft(cls, user=None, **changes):
        """A resident's draft that could be sent."""
        user = user or cls.anna
        model = cls.env["ibok.application"].with_user(user)
        application = model._begin(user, cls.kind.sudo(), cls.contract.browse())
        application._fill(cls._given(**changes))
        application._add_file("map.jpg", cls._photo(), cls.map)
        return application

    @classmethod
    def _application(cls, user=None, **changes):
        """One that was sent."""
        application = cls._draft(user, **changes)
        application._submit()
        return application.with_env(cls.env)

    def _decide(self, application, kind="approve", text="Granted", road="electronic"):
        wizard = self.env["ibok.application.decision"].with_user(self.clerk)
        wizard.create(
            {
                "application_id": application.id,
                "kind": kind,
                "text": text,
                "road": road,
            }
        ).action_send()
