import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Context, Notice } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'
import { type DesiredStack, desireStack } from './state/desired.ts'
import { absentStack, type StackState } from './state/state.ts'
import type { StackPresence } from './state/status.ts'

export const arn = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-dev-app/11111111-2222'

/** Small text of a template with one table and one role. */
const tableAndRole = `
Resources:
  Reports: { Type: AWS::DynamoDB::Table, Properties: { TableName: shop-dev-reports } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
`

/** A desired stack of that template, or of another. */
export function desired(text: string = tableAndRole): DesiredStack {
  const template = parseTemplate(text, 'app.yaml')
  const pseudo = { account: '111111111111', region: 'eu-west-1' }
  return desireStack({ key: 'app', name: 'shop-dev-app', template, code: {}, parameters: {}, tags: {}, pseudo })
}

/** The stack in a status. */
export function stateIn(status: StackPresence, more: Partial<StackState> = {}): StackState {
  const base = { ...absentStack('shop-dev-app'), status }
  return status === 'ABSENT' ? base : { ...base, arn, updatedAt: '2026-11-21T10:00:00.000Z', ...more }
}

/** An SDK error as a service gives it. */
export function serviceError(name: string, message: string = name, httpStatusCode: number = 400): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } })
}

/** The answers of one operation, in turn; the last one stays. A function gets the command's input; an error is thrown. */
export type Answers = readonly (object | Error | ((input: Record<string, unknown>) => object))[]

/** A client that answers from a script and keeps what it was asked. */
export function scripted(script: Readonly<Record<string, Answers>>): {
  readonly client: CloudFormationClient
  readonly asked: readonly { readonly operation: string; readonly input: Record<string, unknown> }[]
} {
  const asked: { operation: string; input: Record<string, unknown> }[] = []
  const send = async (command: { readonly input: Record<string, unknown> }): Promise<object> => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const nth = asked.filter((one) => one.operation === operation).length
    asked.push({ operation, input: command.input })
    const answers = script[operation]
    const answer = answers?.[Math.min(nth, answers.length - 1)]
    if (answer === undefined) throw new Error(`the script has no answer to ${operation}`)
    if (answer instanceof Error) throw answer
    return typeof answer === 'function' ? answer(command.input) : answer
  }
  return { client: { send } as unknown as CloudFormationClient, asked }
}

/** A context that keeps what was told; the controller aborts it. */
export function listening(): Context & { readonly notices: readonly Notice[]; readonly controller: AbortController } {
  const notices: Notice[] = []
  const controller = new AbortController()
  return { signal: controller.signal, emit: (notice) => void notices.push(notice), notices, controller }
}

/** Looks as often as possible: tests wait for nothing. */
export const instantly = { first: 0, factor: 1, cap: 0, stretched: 0 }
