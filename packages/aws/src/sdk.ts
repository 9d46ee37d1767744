export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
export { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
