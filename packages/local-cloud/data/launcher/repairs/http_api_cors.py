"""An HTTP API made by CloudFormation keeps its CORS rules as the template spells them (AllowOrigins), while the data
plane and GetApi read allowOrigins: every preflight is answered 403 and GetApi shows no rule."""

from repairs.loading import when_loaded

FIXED_IN = None


def apply() -> None:
    when_loaded("cloudformation", repair)


def repair(_cloudformation) -> None:
    from ministack.services.cloudformation import provisioners

    create, update = provisioners._apigw_v2_api_create, provisioners._apigw_v2_api_update

    def repaired_create(logical_id, props, stack_name):
        return create(logical_id, respelt(props), stack_name)

    def repaired_update(physical_id, old_props, new_props, stack_name, logical_id=None):
        return update(physical_id, respelt(old_props), respelt(new_props), stack_name, logical_id)

    # The update makes a replacement through the module's own name.
    provisioners._apigw_v2_api_create = repaired_create
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    handlers.update(create=repaired_create, update=repaired_update)


def respelt(props: dict) -> dict:
    rules = props.get("CorsConfiguration")
    if not isinstance(rules, dict):
        return props
    return {**props, "CorsConfiguration": {key[:1].lower() + key[1:]: typed(key, value) for key, value in rules.items()}}


def typed(key: str, value):
    """CloudFormation parameters arrive as text."""
    if key == "AllowCredentials":
        return str(value).lower() == "true"
    return int(value) if key == "MaxAge" else value
