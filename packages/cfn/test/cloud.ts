import { openSession, type Session } from '@project-utils/aws'
import { type DesiredStack, desireStack } from '@project-utils/cfn'
import type { Context, Notice } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'

/** An account of its own for each test file, so that names never meet. */
export const account = '111122223333'
export const region = 'us-east-1'

/** A session on the local cloud; `AUTH=true` takes the account as key. */
export function openLocal(endpoint: string): Session {
  return openSession({ region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'local' } })
}

/** A context that keeps what was told. */
export function listen(): Context & { readonly notices: readonly Notice[] } {
  const notices: Notice[] = []
  return { signal: new AbortController().signal, emit: (notice) => void notices.push(notice), notices }
}

/** A desired stack from template text. */
export function desire(name: string, text: string, parameters: Readonly<Record<string, string>> = {}): DesiredStack {
  return desireStack({
    key: 'app',
    name,
    template: parseTemplate(text, `${name}.yaml`),
    code: {},
    parameters,
    tags: { project: 'shop', environment: 'local' },
    pseudo: { account, region },
  })
}

/** The operations called since a moment, such as `DescribeStacks`. */
export function callsSince(session: Session, start: number): readonly string[] {
  return session.calls.slice(start).map(({ operation }) => operation)
}
