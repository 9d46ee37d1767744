"""Keeps values of templates out of the log file: why a resource failed may quote a parameter that nobody is to see."""

import logging


def keep() -> None:
    """CloudFormation's own lines name the resource and the kind of error; the reason stands in the stack's events."""
    make = logging.getLogRecordFactory()

    def discreet(*arguments, **keywords):
        record = make(*arguments, **keywords)
        if record.name.startswith("cloudformation") and isinstance(record.args, tuple):
            record.args = tuple(type(one).__name__ if isinstance(one, BaseException) else one for one in record.args)
        return record

    logging.setLogRecordFactory(discreet)
