import * as v from 'valibot'
import { text } from './fields.ts'
import { type StepKindName, stepKinds, stepSettings } from './step-settings.ts'

const attempts = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(100, 'must be at most 100'),
)

const duration = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)?(ms|s|m)$/, 'must be a duration such as "500ms", "2s" or "1m"'),
)

/** What a step keeps of its answer: JSONata on the answer's data, a header, or an expression on the whole answer. */
export type WrittenCapture =
  | string
  | { readonly jsonata: string; readonly secret?: boolean }
  | { readonly header: string; readonly secret?: boolean }
  | { readonly expression: string; readonly secret?: boolean }

/** How often a step is tried in all, and with which pauses. */
export interface WrittenRetry {
  readonly attempts: number
  readonly every?: string
  readonly backoff?: number
  readonly cap?: string
}

/** A step of a suite as it is written. What stands inside its kind is judged by the package that runs it. */
export type WrittenStep = {
  readonly name?: string
  readonly writes?: boolean
  readonly timeout?: string
  readonly retry?: number | WrittenRetry
  readonly eventually?: { readonly within: string; readonly every?: string }
  readonly fence?: string
  readonly needs?: string | readonly string[]
  readonly capture?: Readonly<Record<string, WrittenCapture>>
} & { readonly [Kind in StepKindName]?: string | Readonly<Record<string, unknown>> }

const secret = v.exactOptional(
  v.pipe(
    v.boolean(),
    v.description('Whether it is masked everywhere. Default: where its name says token, secret, password or key.'),
  ),
)

const captureName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter and hold letters, digits, _ and -, at most 64'),
)

const capture: v.GenericSchema<WrittenCapture> = v.union([
  text,
  v.strictObject({ jsonata: v.pipe(text, v.description('JSONata on the data of the answer.')), secret }),
  v.strictObject({ header: v.pipe(text, v.description('Name of a header.')), secret }),
  v.strictObject({
    expression: v.pipe(text, v.description('JSONata on `{ status, headers, json, text, bytes, ms }`.')),
    secret,
  }),
])

const retry = v.union([
  attempts,
  v.strictObject({
    attempts: v.pipe(attempts, v.description('How often it is tried in all.')),
    every: v.exactOptional(v.pipe(duration, v.description('Pause before the next try, such as `2s`.'))),
    backoff: v.exactOptional(
      v.pipe(
        v.number(),
        v.minValue(1, 'must be at least 1'),
        v.maxValue(10, 'must be at most 10'),
        v.description('By how much each further pause is longer, such as `2`. Default: `1` where `every` is given.'),
      ),
    ),
    cap: v.exactOptional(v.pipe(duration, v.description('The longest pause, such as `10s`.'))),
  }),
])

const eventually = v.strictObject({
  within: v.pipe(duration, v.description('Until when it must hold, from the first try on, such as `30s`.')),
  every: v.exactOptional(v.pipe(duration, v.description('Pause between tries. Default: `1s`.'))),
})

const kinds = Object.fromEntries(stepKinds.map((kind) => [kind, v.exactOptional(stepSettings[kind])])) as {
  readonly [Kind in StepKindName]: v.ExactOptionalSchema<(typeof stepSettings)[Kind], undefined>
}

/** Schema of a step. */
export const suiteStep: v.GenericSchema<WrittenStep> = v.pipe(
  v.strictObject({
    name: v.exactOptional(v.pipe(text, v.description('What the step shows, in reports. Default: suite and number.'))),
    writes: v.exactOptional(
      v.pipe(v.boolean(), v.description('Whether it writes test data. Default: by what it sends.')),
    ),
    timeout: v.exactOptional(v.pipe(duration, v.description('For one try. Default: `30s`.'))),
    retry: v.exactOptional(
      v.pipe(
        retry,
        v.description('How often it is tried in all, or a map with `attempts`, `every`, `backoff` and `cap`.'),
      ),
    ),
    eventually: v.exactOptional(
      v.pipe(eventually, v.description('What is expected may come later, but within this time.')),
    ),
    fence: v.exactOptional(
      v.pipe(
        text,
        v.description(
          'Name of an earlier step that proves that what is looked at has caught up; without it nothing may be expected to be absent.',
        ),
      ),
    ),
    needs: v.exactOptional(
      v.pipe(
        v.union([text, v.array(text)]),
        v.description('Names of steps that must have passed before; without them it fails unsent.'),
      ),
    ),
    capture: v.exactOptional(
      v.pipe(
        v.record(captureName, capture),
        v.description('What is kept of the answer for later steps, as `${captured.name}`: by JSONata or by header.'),
      ),
    ),
    ...kinds,
  }),
  v.description(`One check: exactly one of ${stepKinds.map((kind) => `\`${kind}\``).join(', ')}.`),
)
