from . import (
    account_move,
    account_move_pay,
    payment_provider,
    res_company,
    res_config_settings,
    res_partner,
    water_contract,
    water_contract_matters,
    water_contract_page,
    water_contract_use,
    water_reading,
    water_settlement,
)
