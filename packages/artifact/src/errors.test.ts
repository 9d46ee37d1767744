import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errors } from './errors.ts'

const folder = new URL('.', import.meta.url).pathname

it('knows every code that this package throws: an unknown one would end with the wrong exit code', () => {
  const sources = globSync('**/*.ts', { cwd: folder }).filter((path) => !/\.test\.|^errors\.ts$/.test(path))
  const found = sources.flatMap((path) => readFileSync(`${folder}/${path}`, 'utf8').match(/'ARTIFACT_[A-Z_]+'/g) ?? [])
  const thrown = [...new Set(found)].map((code) => code.slice(1, -1))
  expect(thrown.toSorted()).toEqual(Object.keys(errors))
})
