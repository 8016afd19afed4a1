"""Ways to meters that can be read from afar, a driver for each kind of gateway.

No driver is in this addon. One that brings a driver registers it when it is imported;
with that its kind can be chosen for a gateway, and its meters can be asked.
"""

from .driver import REFUSALS, Driver, Refused, Reply
from .registry import DRIVERS, register
