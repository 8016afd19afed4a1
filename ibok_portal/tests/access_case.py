"""Anna's two contracts, Bogdan's one, and Ola whom Anna opens the first to."""

import re

from freezegun import freeze_time

from . import common
from .register_case import NEW_PASSWORD  # noqa: F401

#: 10 o'clock in Poland, on the day when the readings of the cycle begin to count.
NOON = f"{common.IN_WINDOW} 09:00:00"


class AccessFixtures(common.WaterFixtures):
    """Bills of both of Anna's contracts, and accounts with the office."""

    @classmethod
    def _set_up_access(cls):
        cls.anna = cls._make_resident("anna-access@example.com")
        cls.ola = cls._make_resident("ola-access@example.com")
        cls.bogdan = cls._make_resident("bogdan-access@example.com")
        cls.clerk = common.new_test_user(
            cls.env, "access-office", "ibok_water.group_water_clerk"
        )
        cls.reader = common.new_test_user(
            cls.env, "access-reader", "ibok_water.group_water_reader"
        )
        cls.house, cls.house_point = cls._make_house("8101", cls.anna)
        cls.shop, cls.shop_point = cls._make_house("8102", cls.anna)
        cls.foreign, cls.foreign_point = cls._make_house("8103", cls.bogdan)

    @classmethod
    def _make_house(cls, number, user):
        point = cls._make_point(number)
        return cls._make_contract(user, [point]), point

    @classmethod
    def _bill(cls, contract, point, value=352):
        """A bill of the contract's first cycle."""
        with freeze_time(NOON):
            cls.env["water.reading"]._submit(
                point, common.Decimal(value), common.IN_WINDOW, source="reader"
            )
        settlement = contract._settle(common.date(2026, 12, 31))
        assert settlement.move_id.state == "posted"
        return settlement

    @classmethod
    def _give(cls, user=None, contract=None, **vals):
        """An access given by the office."""
        return (
            cls.env["ibok.access"]
            .with_user(cls.clerk)
            .create(
                {
                    "contract_id": (contract or cls.house).id,
                    "user_id": (user or cls.ola).id,
                    "date_from": "2026-11-01",
                    **vals,
                }
            )
        )

    @classmethod
    def _invite(cls, email="nowa@example.com", contract=None, user=None, **vals):
        """An invitation by the customer; (access, key of its link)"""
        user = user or cls.anna
        contract = (contract or cls.house).with_user(user)
        access = (
            cls.env["ibok.access"]
            .with_user(user)
            ._invite(
                contract,
                {
                    "email": email,
                    "name": "Ola Nowa",
                    "role": "proxy",
                    "scope": "act",
                    "date_from": "2026-11-01",
                    "date_to": False,
                    **vals,
                },
            )
        )
        return access.sudo(), cls._key_of(email)

    @classmethod
    def _key_of(cls, email):
        mail = cls.env["mail.mail"].search([("email_to", "=", email)], order="id")[-1:]
        return re.search(r"/ibok/access/(\d+)/([\w-]+)", str(mail.body_html))[2]


class AccessCase(AccessFixtures, common.WaterPortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_access()


class AccessHttpCase(AccessFixtures, common.WaterPortalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_access()
        cls.env["ibok.attempt"].search([]).unlink()

    #: A browser and its server need a clock that goes on.
    frozen = NOON

    def setUp(self):
        super().setUp()
        if self.frozen:
            self.startPatcher(freeze_time(self.frozen))
