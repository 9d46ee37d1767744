import { ProjectError } from '@project-utils/contract'
import { askLauncher } from './launcher.ts'
import type { LocalCloud } from './local-cloud.ts'

/**
 * Saves the state now, so that a killed emulator comes back with it. Does nothing for an endpoint that our launcher does
 * not serve. Throws `LOCAL_UNREACHABLE` or `LOCAL_SAVE_FAILED`.
 */
export async function saveLocalCloud(cloud: LocalCloud): Promise<void> {
  if (cloud.token === undefined) return
  const answer = await askLauncher(cloud, 'POST', 'save', { timeout: 60_000 })
  if (answer?.status === 200) return
  if (answer === undefined) {
    throw new ProjectError('LOCAL_UNREACHABLE', `The local cloud at ${cloud.endpoint} does not answer.`, {
      hint: 'project-local status',
    })
  }
  throw new ProjectError(
    'LOCAL_SAVE_FAILED',
    `The state could not be saved: ${JSON.stringify(answer.body['failures'] ?? answer.body)}`,
    {
      hint: `Check the space left on the disk of ${cloud.folder ?? 'the local cloud'}.`,
    },
  )
}
