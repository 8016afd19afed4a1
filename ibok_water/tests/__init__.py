from . import (
    test_tariff,
    test_meter,
    test_contract,
    test_reading,
    test_settlement,
    test_bill_document,
    test_billing_run,
    test_accounting,
    test_reading_import,
    test_views,
    test_worklist,
    test_company,
)
