import logging
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.law_day import law_today
from .plan import Timeline, cases

_logger = logging.getLogger(__package__)

#: The tariff is the first thing built: where it is, the municipality is there.
MARK = "ibok_water.demo_tariff"
COMPANY = "ibok_water.demo_company"
#: Parameter that keeps the day up to which the demo is told.
DAY = "ibok_water.demo_day"


@dataclass
class Town:
    """What the steps of the build hand on: plan, people and records made so far."""

    timeline: Timeline
    cases: list
    users: dict
    contracts: dict = field(default_factory=dict)
    premises: dict = field(default_factory=dict)
    mains: dict = field(default_factory=dict)
    gardens: dict = field(default_factory=dict)
    #: state of each point's register in litres, by point id
    registers: dict = field(default_factory=dict)
    moves: list = field(default_factory=list)

    def told(self, story):
        """The only case with this story."""
        return next(case for case in self.cases if case.story == story)


class WaterDemo(models.AbstractModel):
    """The demo municipality: built by the same methods that serve a real one.

    Nothing is inserted as a finished row: tariffs are activated, contracts opened,
    readings submitted and checked, bills made by billing runs, payments registered.
    """

    _name = "water.demo"
    _description = "Demo Municipality"

    @api.model
    def _refuse_live_database(self):
        """Keep the demo out of a database in which somebody runs a utility.

        :raise UserError: there are contracts, and not those of the demo municipality
        """
        if not self.env.ref(MARK, raise_if_not_found=False) and self.env[
            "water.contract"
        ].search_count([], limit=1):
            raise UserError(
                self.env._(
                    "This database already has water contracts. The demo municipality "
                    "can only be loaded into a database without any."
                )
            )

    @api.model
    def _build_municipality(self, users=None, today=None):
        """Build the demo municipality, unless it is there already.

        :param dict users: {"reader", "clerk", "resident", "resident2": user id}
        :param date today: the day up to which its story is told
        :return: whether anything was built
        """
        if self.env.ref(MARK, raise_if_not_found=False):
            return False
        self._refuse_live_database()
        self.env["res.lang"]._activate_and_install_lang("pl_PL")
        company = self.env.ref(COMPANY, raise_if_not_found=False) or self.env.company
        demo = self.with_company(company).with_context(
            lang="pl_PL", tz="Europe/Warsaw", tracking_disable=True, mail_notrack=True
        )
        today = fields.Date.to_date(today) or demo._story_day()
        staff = demo.env["res.users"]
        town = Town(
            timeline=Timeline(today),
            cases=cases(),
            users={role: staff.browse(id_) for role, id_ in (users or {}).items()},
        )
        demo._build_accounting()
        demo._build_tariff()
        demo._build_network(town)
        demo._build_customers(town)
        demo._build_history(town)
        demo._build_payments(town)
        demo._build_owed(town)
        demo._build_today(town)
        demo.env.flush_all()
        demo._log_step(9, "the municipality is ready")
        return True

    @api.model
    def _story_day(self, days=0):
        """The day up to which the demo is told, or one so many days from it.

        All its parts ask here: they are loaded one after the other for minutes, and
        the clock of the server is not that of Poland, so today may be another day
        in the last of them.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        told = fields.Date.to_date(parameters.get_param(DAY))
        if not told:
            told = law_today(self)
            parameters.set_param(DAY, fields.Date.to_string(told))
        return told + timedelta(days=days)

    def _log_step(self, number, text, *args):
        _logger.info("Demo %s/9: " + text, number, *args)

    def _name_record(self, name, record):
        """Give a record an external id that updates of the addon leave alone."""
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"ibok_water.{name}", "record": record, "noupdate": True}]
        )

    def _user_of(self, town, role):
        """The user who acts in this role, or the one who builds."""
        return town.users.get(role) or self.env.user
