import * as v from 'valibot'
import { text } from './fields.ts'

/** The kinds of steps; a step has exactly one of them as a key. */
export const stepKinds: readonly ['http', 'lambda'] = ['http', 'lambda']

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

const lambda = v.pipe(
  v.looseObject({
    function: v.exactOptional(v.pipe(text, v.description('Logical id of the function in the template.'))),
    event: v.exactOptional(v.pipe(v.unknown(), v.description('Event that the function is given, as JSON.'))),
    expect: v.exactOptional(
      v.pipe(
        v.looseObject({
          status: v.exactOptional(v.pipe(v.unknown(), v.description('`statusCode` of the answer.'))),
          json: v.exactOptional(
            v.pipe(v.unknown(), v.description('Shape or values of the answer; only what is named is compared.')),
          ),
          error: v.exactOptional(v.pipe(v.unknown(), v.description('The error that the function must end with.'))),
        }),
        v.description('What the function must answer.'),
      ),
    ),
  }),
  v.description('A call of a function and what it must answer.'),
)

const attempts = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(100, 'must be at most 100'),
)

/** A step of a suite as it is written. What stands inside `http` and `lambda` is judged by the package that runs it. */
export type WrittenStep = {
  readonly name?: string
  readonly writes?: boolean
  readonly retry?: number | { readonly attempts: number; readonly every?: string }
  readonly http?: Readonly<Record<string, unknown>>
  readonly lambda?: Readonly<Record<string, unknown>>
}

/** Schema of a step. */
export const suiteStep: v.GenericSchema<WrittenStep> = v.pipe(
  v.strictObject({
    name: v.exactOptional(v.pipe(text, v.description('What the step shows, in reports. Default: suite and number.'))),
    writes: v.exactOptional(
      v.pipe(v.boolean(), v.description('Whether it writes test data. Default: by what it sends.')),
    ),
    retry: v.exactOptional(
      v.pipe(
        v.union([
          attempts,
          v.strictObject({
            attempts: v.pipe(attempts, v.description('How often it is tried in all.')),
            every: v.exactOptional(
              v.pipe(
                v.string(),
                v.regex(/^\d+(\.\d+)?(ms|s|m)$/, 'must be a duration such as "500ms", "2s" or "1m"'),
                v.description('Pause before the next try, such as `2s`.'),
              ),
            ),
          }),
        ]),
        v.description('How often it is tried in all, or a map with `attempts` and `every`.'),
      ),
    ),
    http: v.exactOptional(http),
    lambda: v.exactOptional(lambda),
  }),
  v.description('One check: exactly one of `http` and `lambda`.'),
)
