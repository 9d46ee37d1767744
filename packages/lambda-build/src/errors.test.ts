import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errors } from './errors.ts'

const folder = new URL('.', import.meta.url).pathname
/** Variables that Lambda sets. */
const variables = new Set(['LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT'])

it('knows every code that this package throws: an unknown one would end with the wrong exit code', () => {
  const sources = globSync('**/*.ts', { cwd: folder }).filter((path) => !/\.test\.|^errors\.ts$/.test(path))
  const found = sources.flatMap((path) => readFileSync(`${folder}/${path}`, 'utf8').match(/\bLAMBDA_[A-Z_]+\b/g) ?? [])
  const thrown = [...new Set(found)].filter((code) => !variables.has(code))
  expect(thrown.length).toBeGreaterThan(50)
  expect(thrown.filter((code) => !(code in errors))).toEqual([])
})
