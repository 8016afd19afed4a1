from . import water_meter_exchange, water_reading_reject
