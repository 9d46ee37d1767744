import { evaluate, expressionProblem } from '../capture/evaluate.ts'
import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import { compareShape } from './compare-shape.ts'
import { dataDifferences } from './json-text.ts'
import type { LateExpectation } from './late-expectation.ts'
import { parseShape, type Shape } from './shape.ts'

/** Reads `at`: shapes of what JSONata finds in the body. */
export function readAtPaths(value: unknown, report: Report): LateExpectation | undefined {
  if (value === unresolved) return undefined
  if (!isMap(value) || Object.keys(value).length === 0) {
    const hint = 'such as { "items[0].id": number, "$count(items)": 3 }'
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} names no places in the body`, hint)
    return undefined
  }
  const places = Object.entries(value).flatMap(([expression, written]): readonly Place[] => {
    const shape = parseShape(written, report.at(expression))
    return shape === undefined ? [] : [{ expression, shape }]
  })
  return {
    async judge(_, late) {
      for (const { expression } of places) {
        const problem = await expressionProblem(expression)
        if (problem === undefined) continue
        late.at(expression).tell('SMOKE_EXPECTATION_INVALID', `${show(expression)} is no JSONata: ${problem}`)
      }
    },
    differences: async ({ body }) =>
      await dataDifferences(body, 'json', async (data) => {
        const found = await Promise.all(places.map((place) => differencesAt(place, data)))
        return found.flat()
      }),
  }
}

interface Place {
  readonly expression: string
  readonly shape: Shape
}

async function differencesAt({ expression, shape }: Place, data: unknown): Promise<readonly string[]> {
  try {
    return compareShape(shape, await evaluate(expression, data), expression)
  } catch (error) {
    return [`${expression}: cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`]
  }
}
