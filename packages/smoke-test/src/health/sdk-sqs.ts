export { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
