import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addFiles, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import { bundle } from './bundle.ts'

const dual = (name: string, extra: object = {}): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'cjs.js', module: 'esm.js', ...extra }),
  [`node_modules/${name}/cjs.js`]: `module.exports = () => '${name} as CommonJS'`,
  [`node_modules/${name}/esm.js`]: `export default () => '${name} as ES module'`,
})

it.each<[string, Record<string, string>, string]>([
  [
    'a package with both copies, as Node.js does',
    {
      ...dual('dual'),
      'api.js': `const dual = require('dual')\nexports.handler = async () => dual()`,
    },
    'dual as CommonJS',
  ],
  [
    'it in a package that requires it, and there is one copy of it',
    {
      ...dual('dual'),
      'node_modules/user/index.js': `const dual = require('dual')\nmodule.exports = dual`,
      'api.js': `import dual from 'dual'\nimport user from 'user'\nexport const handler = async () => String(user === dual) + dual()`,
    },
    'truedual as CommonJS',
  ],
  [
    'the ES module where it is only imported',
    { ...dual('dual'), 'api.js': `import dual from 'dual'\nexport const handler = async () => dual()` },
    'dual as ES module',
  ],
])('takes %s', async (_, files, expected) => {
  const root = makeFolder(files)
  const input = oneFunction(root, { entry: join(root, 'api.js') })
  const [job] = planJobs(input)
  if (job?.type !== 'function') throw new Error('no job')
  const { bundles } = await bundle([{ job, entry: join(root, 'api.js') }], { ...input, childEnvironment: {} })
  const [file] = bundles.get('Api')?.files ?? []
  const folder = makeFolder()
  addFiles(folder, { 'api.js': Buffer.from(file?.content as Uint8Array).toString() })
  const loaded: { handler: () => Promise<string> } = createRequire(join(folder, 'x.js'))('./api.js')
  expect(await loaded.handler()).toBe(expected)
})
