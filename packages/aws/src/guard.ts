import { ProjectError, type Scope } from '@project-utils/contract'
import type { Session } from './session.ts'

/**
 * Refuses a session that does not reach the scope's account and region.
 *
 * @throws ProjectError `AWS_WRONG_ACCOUNT`, `AWS_WRONG_REGION`, `AWS_WRONG_TARGET`, or why the identity is unknown
 */
export async function guardScope(
  session: Pick<Session, 'region' | 'endpoint' | 'profile' | 'identity'>,
  scope: Scope,
): Promise<void> {
  const { environment, account, region } = scope
  const name = `environment ${environment}`
  const { endpoint, profile } = session
  if (scope.local === true && endpoint === undefined) {
    throw new ProjectError('AWS_WRONG_TARGET', `${name} is local, but the session speaks to AWS itself`, {
      hint: 'start the local cloud: project-local start',
    })
  }
  if (scope.local !== true && endpoint !== undefined) {
    throw new ProjectError('AWS_WRONG_TARGET', `${name} is in AWS, but the session speaks to ${endpoint}`, {
      hint: `add --target local to use the local cloud, or leave AWS_ENDPOINT_URL unset`,
    })
  }
  if (session.region !== region) {
    throw new ProjectError('AWS_WRONG_REGION', `${name} is in ${region}, the session in ${session.region}`, {
      hint: `add --region ${region}`,
    })
  }
  const identity = await session.identity()
  if (identity.account !== account) {
    const used = profile === undefined ? 'the credentials in use' : `profile ${profile}`
    throw new ProjectError(
      'AWS_WRONG_ACCOUNT',
      `${name} is account ${account}, but ${used} (${identity.arn}) belong${profile === undefined ? '' : 's'} to account ${identity.account}`,
      { hint: `use credentials of account ${account}: add --profile <profile of ${account}>, or set AWS_PROFILE` },
    )
  }
}
