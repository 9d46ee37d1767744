"""A second CREATE change set puts a new stack into the place of the one in REVIEW_IN_PROGRESS that holds the first: who
made the first cannot follow it, and both can be executed. On AWS both belong to one stack, and executing one voids the
other."""

from repairs.loading import when_loaded

FIXED_IN = None


def apply() -> None:
    when_loaded("cloudformation", repair)


def repair(cloudformation) -> None:
    from ministack.services.cloudformation import handlers

    create = handlers._ACTION_HANDLERS["CreateChangeSet"]

    def repaired_create(params):
        shell = handlers._resolve_stack(handlers._p(params, "StackName"))
        if shell is None or shell.get("StackStatus") != "REVIEW_IN_PROGRESS":
            return create(params)
        status, headers, body = create(params)
        name, kept = shell["StackName"], shell["StackId"]
        made = cloudformation._stacks[name]["StackId"]
        if made == kept:
            return status, headers, body
        cloudformation._stacks[name] = shell
        cloudformation._stack_events.pop(made, None)
        for change_set in cloudformation._change_sets.values():
            if change_set["StackId"] == made:
                change_set["StackId"] = kept
        return status, headers, body.replace(made.encode(), kept.encode())

    handlers._ACTION_HANDLERS["CreateChangeSet"] = repaired_create
