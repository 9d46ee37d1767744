import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = `
  import { registerHooks } from 'node:module'
  const heavy = []
  registerHooks({ resolve(specifier, context, next) {
    if (/^(@aws-sdk|@smithy|yaml|valibot|listr2|esbuild|playwright-core|axe-core)/.test(specifier)) heavy.push(specifier)
    return next(specifier, context)
  } })
  await import('./index.ts')
  console.log(JSON.stringify(heavy))
`

test('costs no SDK client, parser or schema library until something is called', async () => {
  const flags = ['--conditions=@project-utils/source', '--no-warnings', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname })
  expect(JSON.parse(stdout)).toEqual([])
})
