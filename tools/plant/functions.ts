import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  type LambdaClientConfig,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { packFiles } from '@project-utils/artifact'
import { type Application, type Edit, type FunctionId, replaced, type Undo } from './fault.ts'

interface Loading {
  readonly path: string
}

interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly contents: Uint8Array }[] }>
}

const esbuild: Esbuild = createRequire(new URL('../../packages/lambda-build/package.json', import.meta.url))('esbuild')
const entries = { ApiFunction: 'api', VoteFunction: 'votes' } as const

/** Changes functions by what AWS itself offers: new code and settings of `$LATEST`, to which the live alias is moved. */
export function openFunctions(
  config: LambdaClientConfig,
  read: (file: string) => Promise<string>,
  backend: string,
): Pick<Application, 'code' | 'variables'> {
  const lambda = new LambdaClient(config)
  const nameOf = (id: FunctionId): string => `fraud-or-not-local-function-${id === 'ApiFunction' ? 'api' : 'vote'}`

  async function serveLatest(FunctionName: string): Promise<Undo> {
    const Name = 'live'
    const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name }))
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion: '$LATEST' }))
    return () => lambda.send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion }))
  }
  async function put(id: FunctionId, edits: Readonly<Record<string, Edit>>): Promise<void> {
    const ZipFile = await build(id, edits)
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: nameOf(id), ZipFile }))
  }
  async function build(id: FunctionId, edits: Readonly<Record<string, Edit>>): Promise<Uint8Array> {
    const changed = new Map<string, string>()
    for (const [file, edit] of Object.entries(edits)) changed.set(file, replaced(await read(file), edit))
    const plant = {
      name: 'plant',
      setup: (build: { onLoad(filter: object, load: (file: Loading) => object | undefined): void }) =>
        build.onLoad({ filter: /backend[\\/]src[\\/][\w-]+\.ts$/ }, ({ path }) => {
          const contents = changed.get(basename(path))
          return contents === undefined ? undefined : { contents, loader: 'ts' }
        }),
    }
    const { outputFiles } = await esbuild.build({
      entryPoints: [join(backend, 'src', `${entries[id]}.ts`)],
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node24', write: false, plugins: [plant] },
    })
    const content = outputFiles[0]?.contents ?? new Uint8Array()
    const { zip } = await packFiles([{ path: `${entries[id]}.js`, content }], join(backend, '.planted'))
    return await readFile(zip)
  }

  return {
    async code(id, edits) {
      await put(id, edits)
      return await serveLatest(nameOf(id))
    },
    async variables(id, changes) {
      const FunctionName = nameOf(id)
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
      const before = Environment?.Variables ?? {}
      const after = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)
      const set = (Variables: Record<string, string>) =>
        lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
      await put(id, {})
      await set(Object.fromEntries(after) as Record<string, string>)
      const back = await serveLatest(FunctionName)
      return async () => {
        await back()
        await set(before)
      }
    },
  }
}
