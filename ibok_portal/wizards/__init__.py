from . import (
    ibok_ready_words_mixin,
    ibok_meter_check,
    ibok_access_revoke,
    ibok_account_close,
    ibok_account_refuse,
    ibok_consent_paper,
    ibok_application_decision,
    ibok_contract_sign,
    ibok_ticket_answer,
    water_contract_end,
    water_meter_exchange,
    water_settlement_correct,
)
