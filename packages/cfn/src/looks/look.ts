import { isCode, type Session } from '@project-utils/aws'

/** Asks whether a resource of a name exists; throws what the service throws. */
export type Look = (session: Session, name: string) => Promise<boolean>

/** True where a call answers, false where it says that there is no such thing; other errors go on. */
export async function present(answer: Promise<unknown>, ...absent: readonly string[]): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (isCode(error, ...absent)) return false
    throw error
  }
}

/** What names of a session's account and region are made of in an ARN. */
export interface Owner {
  readonly account: string
  readonly partition: string
  readonly region: string
}

/** Whose the session is; asks once, the answer is kept by the session. */
export async function ownerOf(session: Session): Promise<Owner> {
  const { account, arn } = await session.identity()
  return { account, partition: arn.split(':')[1] ?? 'aws', region: session.region }
}
