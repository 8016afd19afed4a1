from . import water_meter_exchange, water_reading_reject
from . import water_tariff_import, water_tariff_import_faults
