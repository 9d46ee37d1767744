import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errors } from './errors.ts'
import { sections } from './schema.ts'

test('loads neither yaml nor valibot before a project is loaded', () => {
  const script = `
    import module from 'node:module'
    const loaded = []
    module.registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
    console.log(JSON.stringify(loaded))`
  const output = execFileSync(
    process.execPath,
    ['--conditions=@project-utils/source', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  )
  const loaded: readonly string[] = JSON.parse(output)
  expect(loaded.filter((url) => url.endsWith('/index.ts'))).not.toEqual([])
  expect(loaded.filter((url) => /node_modules\/(yaml|valibot)\//.test(url))).toEqual([])
})

test('throws exactly the codes of its table', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (path) => !path.includes('.test.') && path !== 'errors.ts',
  )
  const used = sources.flatMap((path) => [
    ...(readFileSync(join(import.meta.dirname, path), 'utf8').match(/(?<=')PROJECT_[A-Z_]+(?=')/g) ?? []),
  ])
  expect([...new Set(used)].sort()).toEqual(Object.keys(errors).sort())
})

test('has one file a section, named after its key', () => {
  const files = globSync('*.ts', { cwd: join(import.meta.dirname, 'sections') }).map((path) =>
    path.replace(/\.ts$/, ''),
  )
  expect(sections.map(({ key }) => key).sort()).toEqual(files.sort())
})
