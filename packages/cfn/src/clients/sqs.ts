export { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
