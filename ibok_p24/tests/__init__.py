from . import test_notifications, test_protocol, test_road, test_signature
