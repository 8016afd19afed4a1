from . import (
    test_bill_page,
    test_estimates,
    test_home_page,
    test_layout,
    test_pay,
    test_photo,
    test_privacy,
    test_reading_form,
    test_reading_outcome,
    test_submit,
    test_use_chart,
    test_water_page,
)
