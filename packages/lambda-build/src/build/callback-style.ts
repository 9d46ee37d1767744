import type { KnownExports } from './check-handler.ts'
import type { Checked } from './checks.ts'
import { nodeVersion } from './handler.ts'
import type { FunctionJob } from './job.ts'

/** The first Node.js whose Lambda runtime refuses a handler with a callback. Source: aws-lambda-ric 4.0, `callback-deprecation`. */
const withoutCallbacks = 24

/**
 * Judges a handler by how many parameters it declares: with three or more the third is a callback, which runtimes since
 * nodejs24.x refuse at start, whether the function is async or not. A streaming handler is given its stream instead.
 */
export function judgeStyle(
  { id, runtime, handler }: FunctionJob,
  { source, file }: KnownExports,
  { parameters, isStreaming = false }: { readonly parameters: number; readonly isStreaming?: boolean },
): Checked {
  const version = nodeVersion(runtime)
  if (parameters < 3 || isStreaming || version === undefined) return { problems: [], findings: [] }
  const claim = `${id}: the handler "${handler.text}" declares ${parameters} parameters, the third a callback`
  const fix = `write it as async (event, context) => …, returning the answer instead of passing it to the callback`
  const where = { resource: id, file: source ?? file }
  if (version >= withoutCallbacks) {
    const message = `${claim}, which ${runtime} refuses`
    return { problems: [{ code: 'LAMBDA_HANDLER_CALLBACK', message, hint: fix, where }], findings: [] }
  }
  const message = `${claim}, which runtimes from nodejs${withoutCallbacks}.x on refuse`
  const finding = { rule: 'lambda/handler-callback', category: 'build', severity: 'info', message, fix, where } as const
  return { problems: [], findings: [finding] }
}
