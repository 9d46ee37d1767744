export { CloudControlClient, GetResourceCommand } from '@aws-sdk/client-cloudcontrol'
