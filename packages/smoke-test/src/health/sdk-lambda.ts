export { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
