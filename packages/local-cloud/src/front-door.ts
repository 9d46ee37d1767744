import { ProjectError } from '@project-utils/contract'
import { askLauncher } from './launcher.ts'
import type { LocalCloud } from './local-cloud.ts'

/**
 * The address at which a distribution's site is reached on this machine, such as `http://127.0.0.1:4567`: one port per
 * distribution, opened if needed and kept over restarts. Throws `LOCAL_NO_DOOR` where the distribution is unknown or
 * our launcher does not serve the endpoint.
 */
export async function frontDoor(cloud: LocalCloud, distributionDomain: string): Promise<string> {
  if (cloud.token === undefined) {
    throw new ProjectError(
      'LOCAL_NO_DOOR',
      `The endpoint ${cloud.endpoint} was given, so there is no front door for ${distributionDomain}.`,
      {
        hint: 'Unset AWS_ENDPOINT_URL to use the local cloud of this tool.',
      },
    )
  }
  const answer = await askLauncher(cloud, 'POST', 'doors', { body: { domain: distributionDomain }, timeout: 10_000 })
  const port = answer?.body['port']
  if (answer?.status === 200 && typeof port === 'number') return `http://127.0.0.1:${port}`
  if (answer === undefined) {
    throw new ProjectError('LOCAL_UNREACHABLE', `The local cloud at ${cloud.endpoint} does not answer.`, {
      hint: 'project-local status',
    })
  }
  throw new ProjectError('LOCAL_NO_DOOR', `The local cloud has no distribution ${distributionDomain}.`, {
    hint: 'Deploy the stack that makes the distribution first.',
  })
}
