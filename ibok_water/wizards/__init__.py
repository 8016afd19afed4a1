from . import base_import_import
from . import water_contract_end, water_contract_end_line
from . import water_settings, water_office_user
from . import water_meter_exchange, water_meter_fault, water_meter_gap
from . import water_correction_mixin
from . import water_reading_reject, water_settlement_correct, water_contract_change
from . import water_settlement_correct_reading, water_settlement_allow
from . import water_tariff_import, water_tariff_import_faults
from . import (
    account_payment_register,
    water_tariff_what_if,
    water_tariff_what_if_line,
    water_tariff_what_if_bill,
    water_tariff_what_if_unplaced,
    water_tariff_what_if_reckon,
    water_tariff_what_if_typical,
    water_tariff_what_if_print,
)
from . import water_interest_make, water_interest_make_line, water_interest_cancel
from . import water_debt_mark, water_demand_make, water_demand_make_line
from . import water_demand_deliver, water_demand_cancel
from . import water_receivable_day
from . import (
    water_spread_mixin,
    water_spread_line,
    water_bank_import,
    water_bank_import_line,
    water_bank_book,
    water_cash_take,
    water_cash_cancel,
    water_refund_file,
    water_balance_letter,
)
