import * as v from 'valibot'
import { browser } from './browser-step-settings.ts'
import { text } from './fields.ts'
import { serviceStepSettings } from './service-step-settings.ts'

const url = (method: string) =>
  v.exactOptional(
    v.pipe(text, v.description(`Sends a ${method} request to this URL, mostly \`\${outputs.stack.Output}/path\`.`)),
  )

const httpExpect = v.pipe(
  v.looseObject({
    status: v.exactOptional(v.pipe(v.unknown(), v.description('Status code, such as `200`.'))),
    headers: v.exactOptional(v.pipe(v.unknown(), v.description('Headers that must be there.'))),
    json: v.exactOptional(
      v.pipe(v.unknown(), v.description('Shape or values of the JSON body; only what is named is compared.')),
    ),
    text: v.exactOptional(v.pipe(v.unknown(), v.description('Text that the body must hold.'))),
    within: v.exactOptional(v.pipe(v.unknown(), v.description('How long it may take, such as `2s`.'))),
  }),
  v.description('What the answer must be.'),
)

const http = v.pipe(
  v.looseObject({
    get: url('GET'),
    post: url('POST'),
    put: url('PUT'),
    delete: url('DELETE'),
    patch: url('PATCH'),
    headers: v.exactOptional(v.pipe(v.record(v.string(), v.unknown()), v.description('Headers that are sent.'))),
    body: v.exactOptional(v.pipe(v.unknown(), v.description('Body that is sent: a text, or anything as JSON.'))),
    expect: v.exactOptional(httpExpect),
  }),
  v.description('An HTTP request and what its answer must be.'),
)

/** The settings of each kind of step as editors know them; the package that runs steps judges what stands inside. */
export const stepSettings: {
  readonly [Kind in StepKindName]: v.GenericSchema<string | Readonly<Record<string, unknown>>>
} = {
  http,
  ...serviceStepSettings,
  browser,
}

/** The kinds of steps; a step has exactly one of them as a key. */
export type StepKindName =
  | 'http'
  | 'lambda'
  | 'dynamodb'
  | 's3'
  | 'sqs'
  | 'sns'
  | 'eventbridge'
  | 'logs'
  | 'stack'
  | 'dns'
  | 'tls'
  | 'browser'
  | 'command'
  | 'wait'

/** The kinds of steps by name, in the order in which people are told of them. */
export const stepKinds: readonly StepKindName[] = Object.keys(stepSettings) as StepKindName[]
