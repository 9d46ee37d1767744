import type { Answer } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import type { Capture } from './capture.ts'
import type { Captured } from './captured.ts'
import { evaluate } from './evaluate.ts'

/** What captures found in an answer, and what each that found nothing lacked. */
export interface Taken {
  readonly values: Readonly<Record<string, unknown>>
  readonly differences: readonly string[]
}

/**
 * Takes captures from an answer. Nothing, null, an empty or blank text, an empty map or list, and one of nothing else, is
 * never a capture: it is a difference.
 */
export async function takeCaptures(
  captures: readonly Capture[],
  answer: Answer | undefined,
  captured: Captured = {},
): Promise<Taken> {
  const values: Record<string, unknown> = {}
  const differences: string[] = []
  for (const capture of captures) {
    if (answer === undefined) {
      differences.push(`capture ${capture.name}: there is no answer to take it from`)
      continue
    }
    try {
      const value = await take(capture, answer, captured)
      if (isEmpty(value)) differences.push(`capture ${capture.name}: ${describe(capture)} gives ${told(value)}`)
      else values[capture.name] = value
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      differences.push(`capture ${capture.name}: ${describe(capture)} cannot be evaluated: ${reason}`)
    }
  }
  return { values, differences }
}

async function take({ from }: Capture, answer: Answer, captured: Captured): Promise<unknown> {
  if ('header' in from) {
    const name = from.header.toLowerCase()
    return Object.hasOwn(answer.headers ?? {}, name) ? answer.headers?.[name] : undefined
  }
  return await evaluate(from.jsonata, from.whole ? answer : answer.json, captured)
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty)
  if (isMap(value)) return Object.values(value).every(isEmpty)
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function told(value: unknown): string {
  return value === undefined ? 'nothing' : show(value)
}

function describe({ from }: Capture): string {
  return 'header' in from ? `header ${from.header}` : show(from.jsonata)
}
