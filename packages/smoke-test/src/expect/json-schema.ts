import type { Report } from '../report.ts'
import { unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import { readJsonFile } from './data-file.ts'
import { dataDifferences } from './json-text.ts'
import type { LateExpectation } from './late-expectation.ts'

type Validate = (value: unknown) => readonly string[]

/** Reads `schema`: a JSON Schema, or the file that holds one as JSON or YAML, relative to the project. */
export function readSchema(value: unknown, report: Report): LateExpectation | undefined {
  if (value === unresolved) return undefined
  const isFile = typeof value === 'string' && value !== ''
  if (!isFile && !isMap(value)) {
    const hint = 'such as schema: reports.schema.json, or the schema itself'
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no JSON Schema`, hint)
    return undefined
  }
  let compiled: Promise<Validate | { readonly wrong: string }> | undefined
  const compile = (folder: string): NonNullable<typeof compiled> => {
    compiled ??= compileFrom(value, folder)
    return compiled
  }
  return {
    async judge(folder, late) {
      if (isFile && folder === undefined) return
      const found = await compile(folder ?? '')
      if ('wrong' in found) late.tell('SMOKE_EXPECTATION_INVALID', found.wrong)
    },
    async differences({ body, folder }) {
      const found = await compile(folder)
      if ('wrong' in found) return [found.wrong]
      return dataDifferences(body, 'json', found)
    },
  }
}

async function compileFrom(
  value: string | Readonly<Record<string, unknown>>,
  folder: string,
): Promise<Validate | { readonly wrong: string }> {
  const read = typeof value === 'string' ? await readJsonFile(value, folder) : { data: value }
  if ('wrong' in read) return read
  const name = typeof value === 'string' ? value : 'schema'
  const { data } = read
  if (!isMap(data)) return { wrong: `${name} is no JSON Schema: it holds no map` }
  if (Object.keys(data).every((key) => annotations.includes(key)))
    return { wrong: `${name} says nothing about a value: any would meet it` }
  try {
    const { compileSchema } = await import('./validator.ts')
    return compileSchema(data)
  } catch (error) {
    return { wrong: `${name} is no JSON Schema: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Words of a schema that no value can fail. */
const annotations: readonly string[] = ['$schema', '$id', '$comment', '$defs', 'definitions', 'title', 'description']
