from . import water_vat_report
