import type { Scope } from '@project-utils/contract'

/** A hint that names an AWS CLI command, for the local cloud: without its credentials the command would reach a real account. */
export function localHint(hint: string, { local, account, region }: Scope): string {
  if (local !== true || !/\baws [a-z0-9]+ /.test(hint)) return hint
  return `${hint} (in a shell after: eval "$(project-local env --account ${account} --region ${region})")`
}
