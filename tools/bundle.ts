/**
 * `npm pack` of a package with a bin: joins what the bin loads into few files, `bundle/`, beside `dist/`. Hundreds of
 * small modules cost more to find than to run (docs/decisions/007). Runs in the package's folder, as `prepack`.
 */
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const folder = process.cwd()

interface Found {
  readonly path: string
  readonly kind: string
  readonly namespace: string
}
interface Build {
  onResolve(which: { readonly filter: RegExp }, resolve: (found: Found) => object | undefined): void
  onLoad(
    which: { readonly filter: RegExp; readonly namespace?: string },
    load: (found: Found) => object | Promise<object>,
  ): void
}
interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>
}

/** That which lambda-build builds functions with; this workspace asks for no other. */
const esbuild: {
  build(options: object): Promise<{ readonly metafile: Metafile }>
  transform(text: string, options: object): Promise<{ readonly code: string }>
} = createRequire(join(root, 'packages/lambda-build/package.json'))('esbuild')

/** Node's own modules that load undici when they are imported, and are not needed before the first request. */
const heavy = new Set(['http', 'https', 'http2'])

const plugin = {
  name: 'bundle',
  setup(build: Build): void {
    build.onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '')
      // Joined CommonJS has no `require`.
      if (isBuiltin(path) && (kind === 'require-call' || heavy.has(name))) return { path: name, namespace: 'builtin' }
      return path === 'esbuild' ? { path, namespace: 'esbuild' } : undefined
    })
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
      loader: 'js',
    }))
    // Its binary makes it a package of its own, found from the package that depends on it.
    build.onLoad({ filter: /./, namespace: 'esbuild' }, () => ({
      contents: `import { createRequire } from 'node:module'
        export const { build } = createRequire(import.meta.resolve('@project-utils/lambda-build'))('esbuild')`,
      loader: 'js',
    }))
    build.onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]dist[\\/].+\.js$/ }, async ({ path }) => {
      const [, name = '', inside = ''] = /[\\/]packages[\\/]([^\\/]+)[\\/]dist[\\/](.+)$/.exec(path) ?? []
      const text = readFileSync(path, 'utf8').replace(`createRequire(import.meta.url)('yaml')`, `require('yaml')`)
      if (!text.includes('import.meta.url')) return { contents: text, loader: 'js' }
      // A package's data stays with it. Defined, not replaced: what a string says of it is meant for another file.
      const { code } = await esbuild.transform(text, { define: { 'import.meta.url': 'ownUrl' }, format: 'esm' })
      const url = `new URL(${JSON.stringify(inside.replaceAll('\\', '/'))}, import.meta.resolve('@project-utils/${name}')).href`
      return { contents: `const ownUrl = ${url}\n${code}`, loader: 'js' }
    })
  },
}

const fresh = join(root, 'node_modules/.cache/project-utils-bundle', String(process.pid))
const { metafile } = await esbuild.build({
  absWorkingDir: folder,
  entryPoints: ['dist/cli.js'],
  outdir: fresh,
  bundle: true,
  splitting: true,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // esbuild's default for Node takes the CommonJS copies of the AWS SDK, of which nothing can be left out.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [plugin],
})
writeFileSync(join(fresh, 'THIRD-PARTY-LICENSES.txt'), licences(metafile))
swap(fresh, join(folder, 'bundle'))

/** The licences of all that was joined and is not ours. */
function licences({ inputs }: Metafile): string {
  const places = Object.keys(inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
  const folders = [...new Set(places.filter((path) => path !== undefined))].sort()
  return folders
    .map((path) => {
      const absolute = resolve(folder, path)
      const { name, version, license } = JSON.parse(readFileSync(join(absolute, 'package.json'), 'utf8'))
      const texts = globSync('{LICEN[CS]E,NOTICE}*', { cwd: absolute }).map((file) =>
        readFileSync(join(absolute, file), 'utf8').trim(),
      )
      return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** Two that pack at the same time must not see half a folder. */
function swap(from: string, to: string): void {
  const old = `${from}.old`
  mkdirSync(to, { recursive: true })
  renameSync(to, old)
  renameSync(from, to)
  rmSync(old, { recursive: true, force: true })
}
