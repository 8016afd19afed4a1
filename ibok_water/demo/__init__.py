from . import (
    water_demo,
    water_demo_company,
    water_demo_network,
    water_demo_customers,
    water_demo_history,
    water_demo_events,
    water_demo_payments,
    water_demo_bank,
    water_demo_owed,
    water_demo_instalments,
    water_demo_today,
)
