export { InvokeCommand } from '@aws-sdk/client-lambda'
