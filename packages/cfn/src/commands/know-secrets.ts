import { resolveReferences } from '@project-utils/aws'
import type { Invocation } from '@project-utils/cli'
import { type Context, isProjectError } from '@project-utils/contract'
import { type Project, referencesOf } from '@project-utils/project'
import { readTemplates } from '../state/read-templates.ts'
import { keepSecrets } from './keep-secrets.ts'
import type { Account } from './open-account.ts'

/**
 * Teaches the masker all secrets of a project, since outputs may hand one on: those that the configuration refers to are
 * looked up. False, with a warning, where they could not be learnt: then no output should be shown.
 */
export async function knowSecrets(
  project: Project,
  { session }: Pick<Account, 'session'>,
  { masker }: Pick<Invocation, 'masker'>,
  { emit, signal }: Context,
): Promise<boolean> {
  try {
    keepSecrets(project, readTemplates(Object.values(project.stacks)), masker)
    const references = referencesOf([project.stacks, project.site]).filter(({ kind }) => kind !== 'outputs')
    await resolveReferences(references, session, masker)
    return true
  } catch (error) {
    if (signal.aborted || !isProjectError(error)) throw error
    emit({ type: 'warning', message: `outputs are left out, for they might show a secret: ${error.message}` })
    return false
  }
}
