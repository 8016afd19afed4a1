from . import models, report, wizards, demo
from .hooks import post_init_hook
