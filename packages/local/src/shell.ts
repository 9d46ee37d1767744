import { ProjectError } from '@project-utils/contract'
import { type LocalCloud, localEnvironment } from '@project-utils/local-cloud'

/** What a shell must set and forget to work on the local cloud. */
export interface ShellVariables {
  readonly variables: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** Compares the environment of a shell with the one for the local cloud; throws `LOCAL_FLAG_INVALID` for a malformed account or region. */
export function shellVariables(
  cloud: LocalCloud,
  scope: { readonly account: string; readonly region: string },
  environment: Readonly<Record<string, string | undefined>>,
): ShellVariables {
  if (!/^\d{12}$/.test(scope.account)) {
    throw new ProjectError('LOCAL_FLAG_INVALID', `"${scope.account}" is no account id.`, {
      hint: 'An account id has twelve digits, such as 111111111111.',
    })
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(scope.region)) {
    throw new ProjectError('LOCAL_FLAG_INVALID', `"${scope.region}" is no region.`, {
      hint: 'A region is written like us-east-1.',
    })
  }
  const wanted = localEnvironment(cloud, scope, environment)
  const changed = Object.entries(wanted).filter(
    ([name, value]) => name.startsWith('AWS_') || environment[name] !== value,
  )
  return {
    variables: Object.fromEntries(changed.sort(([a], [b]) => (a < b ? -1 : 1))),
    unset: Object.keys(environment)
      .filter((name) => environment[name] !== undefined && !(name in wanted))
      .sort(),
  }
}

/** Lines for a POSIX shell; every value is quoted, whatever is in it. */
export function formatShell({ variables, unset }: ShellVariables): string {
  return [
    ...unset.filter(isName).map((name) => `unset ${name}`),
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`),
  ].join('\n')
}

/** Some systems allow variables that no shell can name. */
function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}

function quote(value: string): string {
  return /^[\w./:,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}
