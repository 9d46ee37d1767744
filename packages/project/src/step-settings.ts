import type * as v from 'valibot'
import { browser } from './browser-step-settings.ts'
import { http } from './http-step-settings.ts'
import { serviceStepSettings } from './service-step-settings.ts'

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
