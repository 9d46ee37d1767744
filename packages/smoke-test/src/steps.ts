import type { StepKind } from './step-kind.ts'
import { browserStep } from './steps/browser.ts'
import { commandStep } from './steps/command.ts'
import { dnsStep } from './steps/dns.ts'
import { dynamodbStep } from './steps/dynamodb.ts'
import { eventbridgeStep } from './steps/eventbridge.ts'
import { httpStep } from './steps/http.ts'
import { lambdaStep } from './steps/lambda.ts'
import { logsStep } from './steps/logs.ts'
import { s3Step } from './steps/s3.ts'
import { snsStep } from './steps/sns.ts'
import { sqsStep } from './steps/sqs.ts'
import { stackStep } from './steps/stack.ts'
import { tlsStep } from './steps/tls.ts'
import { waitStep } from './steps/wait.ts'

/** Every kind of step, by the word that the project uses for it. */
export const stepKinds: Readonly<Record<string, StepKind>> = {
  http: httpStep,
  lambda: lambdaStep,
  dynamodb: dynamodbStep,
  s3: s3Step,
  sqs: sqsStep,
  sns: snsStep,
  eventbridge: eventbridgeStep,
  logs: logsStep,
  stack: stackStep,
  dns: dnsStep,
  tls: tlsStep,
  browser: browserStep,
  command: commandStep,
  wait: waitStep,
}
