import { type Context, isProjectError, ProjectError } from '@project-utils/contract'
import { findInstance, findLocalCloud } from './find.ts'
import { makeFolder, placesIn } from './folder.ts'
import { launch } from './launch.ts'
import type { LocalCloud, LocalOptions } from './local-cloud.ts'
import { holdLock } from './lock.ts'
import { tellStep } from './step.ts'
import { unwritable } from './unwritable.ts'
import { discardIfBroken, ensureVirtualEnvironment } from './virtual-environment.ts'

/**
 * Gives the running local cloud, or installs (first use only) and starts it. A given endpoint must answer already
 * (`LOCAL_UNREACHABLE`). Throws the codes `LOCAL_*` of this package's table.
 */
export async function startLocalCloud(options: LocalOptions, context: Context): Promise<LocalCloud> {
  const running = await findLocalCloud(options)
  if (running !== undefined) return running
  if (options.endpoint !== undefined) {
    throw new ProjectError('LOCAL_UNREACHABLE', `Nothing answers at ${options.endpoint}.`, {
      hint: 'Start what should answer there, or unset AWS_ENDPOINT_URL to use the local cloud of this tool.',
    })
  }
  try {
    await makeFolder(options.folder)
    return await holdStart(options, context, () => startHeld(options, context))
  } catch (error) {
    throw unwritable(error, options.folder) ?? error
  }
}

/** Does something that starts or ends a folder's local cloud while no other process does. */
export function holdStart<T>(options: LocalOptions, context: Context, work: () => Promise<T>): Promise<T> {
  const onWait = (pid: number | undefined): void =>
    context.emit({
      type: 'warning',
      message: `Process ${pid ?? 'unknown'} is starting the local cloud; waiting for it.`,
    })
  return holdLock(placesIn(options.folder).startLock, { signal: context.signal, onWait }, work)
}

/** Starts it, for one who holds the start lock. */
export async function startHeld(options: LocalOptions, context: Context): Promise<LocalCloud> {
  const running = await findInstance(options.folder)
  if (running !== undefined) return running
  const venv = await ensureVirtualEnvironment(options, context)
  try {
    return await launchTold(options, venv, context)
  } catch (error) {
    if (!isProjectError(error) || error.code !== 'LOCAL_START_FAILED') throw error
    if (!(await discardIfBroken(venv, options, context.signal))) throw error
    return launchTold(options, await ensureVirtualEnvironment(options, context), context)
  }
}

function launchTold(options: LocalOptions, venv: string, context: Context): Promise<LocalCloud> {
  return tellStep(context, 'local-cloud.start', 'Start the local cloud', () => launch(options, venv, context))
}
