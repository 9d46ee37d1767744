import { explain } from './explain.ts'
import type { Session } from './session.ts'

/** Who a session's credentials belong to. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string
  readonly arn: string
}

/**
 * Asks STS who the caller is.
 *
 * @throws ProjectError why it cannot be known, such as `AWS_EXPIRED_CREDENTIALS`
 */
export async function readIdentity(session: Pick<Session, 'client' | 'profile'>): Promise<Identity> {
  const { GetCallerIdentityCommand, STSClient } = await import('./sdk-identity.ts')
  try {
    const { Account = '', Arn = '' } = await session.client(STSClient).send(new GetCallerIdentityCommand({}))
    return { account: Account, arn: Arn }
  } catch (error) {
    throw explain(error, 'asking AWS who the caller is', session.profile)
  }
}
