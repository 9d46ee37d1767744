import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errors } from './errors.ts'

test('the table holds exactly the codes that are thrown', () => {
  const files = globSync(join(import.meta.dirname, '*.ts')).filter((path) => !/\.test\.ts$|errors\.ts$/.test(path))
  const thrown = files.flatMap((path) => readFileSync(path, 'utf8').match(/(?<=ProjectError\(\s*')LOCAL_\w+/g) ?? [])
  expect([...new Set(thrown)].sort()).toEqual(Object.keys(errors).sort())
})
