from . import ibok_account_refuse
