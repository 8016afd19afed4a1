from . import water_demo_tickets
