import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '@project-utils/contract'
import { cacheFolder } from '@project-utils/lambda-build'
import { hashJson, timed } from '@project-utils/run'
import { runHook } from './run-hook.ts'
import type { Workbench } from './workbench.ts'

/**
 * Runs the hook `before-build` where its declared inputs changed, its command did, or one of its outputs is missing.
 * A hook without inputs and outputs runs every time: nothing tells whether it may be left out.
 *
 * @throws ProjectError `DEPLOY_HOOK_FAILED`
 */
export async function runBeforeBuild(bench: Workbench, context: Context): Promise<void> {
  const hook = bench.project.hooks['before-build']
  if (hook === undefined) return
  const { root } = bench.project
  const cache = cacheFolder(bench.project)
  const record = join(cache, 'before-build.json')
  const inputs = await Promise.all(hook.inputs.map(async (path) => [path, await hashTree(join(root, path))] as const))
  const key = hashJson({ run: hook.run, inputs })
  const declared = hook.inputs.length + hook.outputs.length > 0
  if (declared && (await readText(record)) === key && (await allExist(root, hook.outputs))) return

  const { environment } = bench
  const step = { id: 'hook.before-build', title: `Run the hook before-build: ${hook.run}` }
  await timed(step.id, step.title, bench, context, () =>
    runHook({ name: 'before-build', line: hook.run, cwd: root, environment, step }, context),
  )
  await mkdir(cache, { recursive: true })
  await writeFile(`${record}.${bench.run}`, key)
  await rename(`${record}.${bench.run}`, record)
}

async function allExist(root: string, paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => stat(join(root, path)).then(Boolean, () => false)))
  return found.every(Boolean)
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined)
}

/** The hash of a file, or of all files below a folder by name and content; `absent` where there is nothing. */
async function hashTree(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return 'absent'
  if (found.isFile())
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  const names = (await readdir(path)).filter((name) => name !== 'node_modules').sort()
  return hashJson(await Promise.all(names.map(async (name) => [name, await hashTree(join(path, name))])))
}
