from . import (
    water_demo_people,
    water_demo_tickets,
    water_demo_public,
    water_demo_applications,
    water_demo_papers,
)
