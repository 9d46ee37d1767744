import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Notice } from '@project-utils/contract'
import { buildArtifacts } from '@project-utils/lambda-build'
import { expect, it, onTestFinished } from 'vitest'

const files = {
  'package.json': '{ "private": true }',
  'tsconfig.json':
    '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, "target": "es2022" } }',
  'api.ts': `import 'reflect-metadata'
import { injectable, resolve } from 'injection'
import { Shape } from './shape'
import { Store } from './store'
@injectable()
class Service {
  private prefix = 'is '
  constructor(private readonly store: Store, readonly shape?: Shape) {}
  answer(): string { return this.prefix + this.store.read() }
}
export const handler = async (event: { readonly fail?: boolean }): Promise<string> => {
  if (event.fail === true) throw new Error('asked to fail')
  return resolve(Service).answer()
}`,
  'store.ts': `import { injectable } from 'injection'
@injectable()
export class Store {
  read(): string { return new Error('injected').stack ?? '' }
}`,
  'shape.ts': 'export interface Shape { a: string }',
  // Small stand-ins, with the part of the behaviour of reflect-metadata and tsyringe that needs the metadata.
  'node_modules/reflect-metadata/index.js': `const all = new WeakMap()
Reflect.metadata = (key, value) => (target) => { all.set(target, { ...all.get(target), [key]: value }) }
Reflect.getMetadata = (key, target) => all.get(target)?.[key]`,
  'node_modules/injection/index.js': `const known = new Map()
exports.injectable = () => (target) => { known.set(target, Reflect.getMetadata('design:paramtypes', target) ?? []) }
exports.resolve = (target) => {
  if (target.length > known.get(target).length) throw new Error('TypeInfo not known for ' + target.name)
  return new target(...known.get(target).map((each) => (each === Object ? undefined : exports.resolve(each))))
}`,
} as const

it.each(['typescript@5.9.3', '@swc/core@1.13.5'])(
  'writes decorator metadata with %s of the project',
  async (compiler) => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-decorators-')))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    writeFileSync(join(root, 'package.json'), files['package.json'])
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', compiler]
    execFileSync('npm', install, { cwd: root, stdio: 'pipe' })
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const notices: Notice[] = []
    const build = { bundle: true, external: [], shared: [], include: [], exclude: [], allow: [], loaders: {} } as const
    const [artifact] = await buildArtifacts(
      {
        functions: [
          {
            ...build,
            logicalId: 'Api',
            entry: join(root, 'api.ts'),
            format: 'cjs',
            minify: true,
            sourceMap: true,
            where: { file: 'x.yaml' },
          },
        ],
        template: { Api: { runtime: 'nodejs22.x', handler: 'api.handler' } },
        root,
        cache: join(root, '.cache'),
        environment: {},
      },
      { signal: new AbortController().signal, emit: (notice) => notices.push(notice) },
    )
    expect(notices.filter(({ type }) => type === 'finding')).toEqual([])
    execFileSync('python3', ['-m', 'zipfile', '-e', artifact?.zip ?? '', join(root, 'out')])
    const run = `require('./out/api.js').handler({}).then(console.log)`
    const said = execFileSync(process.execPath, ['-e', run], { cwd: root, encoding: 'utf8' })
    // The class field and the injection work, and the stack still names the source and its line.
    expect(said).toMatch(/^is Error: injected\n.*store\.ts:4:\d+/)
  },
)
