import { randomUUID } from 'node:crypto'

/** Milliseconds and nesting after which an expression is given up. */
const limits = { timeout: 5000, stack: 500 }

/** The names of captured values that an expression uses, as `$captured.name`, each once. */
export function capturedIn(expression: string): readonly string[] {
  const found = expression.matchAll(/\$captured\.(?:([A-Za-z_]\w*)|`([^`]+)`)/g)
  return [...new Set([...found].map(([, plain, quoted]) => plain ?? quoted ?? ''))]
}

/** Why a text is no JSONata; undefined where it is. */
export async function expressionProblem(expression: string): Promise<string | undefined> {
  const { default: jsonata } = await import('jsonata')
  try {
    jsonata(expression, limits)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * The value of a JSONata expression, as plain data; undefined where it finds nothing. Besides what JSONata knows there is
 * `$uuid()`, a random identifier, and `$captured`, what earlier steps captured.
 *
 * @throws Error with JSONata's words
 */
export async function evaluate(
  expression: string,
  input: unknown,
  captured: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { default: jsonata } = await import('jsonata')
  try {
    const compiled = jsonata(expression, limits)
    compiled.registerFunction('uuid', () => randomUUID(), '<:s>')
    const value: unknown = await compiled.evaluate(input, { captured })
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null')
  } catch (error) {
    throw new Error(messageOf(error), { cause: error })
  }
}

/** JSONata throws maps with a message and no stack of their own. */
function messageOf(error: unknown): string {
  const { message } = typeof error === 'object' && error !== null ? (error as { readonly message?: unknown }) : {}
  return typeof message === 'string' ? message : String(error)
}
