import { ProjectError } from '@project-utils/contract'
import type { Installer } from './installer.ts'
import { type Target, uvPlatform } from './target.ts'

/** The package that an installer found no wheel of, such as `docopt==0.6.2`; undefined where it failed for another reason. */
export function missingWheel(errors: string): string | undefined {
  // pip says that a package is not there where it could not ask.
  if (/Retrying \(Retry/.test(errors)) return undefined
  const text = errors.replace(/\s+/g, ' ')
  const [, uv] =
    /\b(?:Because|because|and) ([\w.-]+(?:(?:==|[<>~!]=?)[\w.*+!,<>=]+)?) has no (?:usable )?wheels/.exec(text) ?? []
  const [, hinted] = /Wheels are required for `([^`]+)`/.exec(text) ?? []
  const [, pip] = /No matching distribution found for (\S+)/.exec(text) ?? []
  return uv ?? hinted ?? pip
}

/** The error for packages that no wheel is there for, all of them at once. */
export function missingWheels(names: readonly string[], { version, machine }: Target): ProjectError {
  const [first = ''] = names
  const what = names.length === 1 ? `${first} has no wheel` : `${names.join(', ')} have no wheels`
  const message = `${what} for Python ${version} on ${uvPlatform(machine)}; nothing is compiled`
  const hint = `require a version that has one, or make one on such a machine, \`pip wheel --no-deps -w wheels ${first}\`, and add \`--find-links wheels\` to the requirements; a layer or a container image can bring it too`
  return new ProjectError('LAMBDA_WHEEL_MISSING', message, { hint })
}

/** The error for an installer that failed, in the words of its cause. */
export function installFailure(errors: string, { kind }: Installer, unsafe?: string): ProjectError {
  const text = withoutAddresses(errors)
  const cause = { cause: text.slice(-4000) }
  const outside =
    unsafe ??
    /has a file '[^']*\/([^'/]+)' trying to install outside|Unexpected file in \S+: '([^']+)'/
      .exec(text)
      ?.slice(1)
      .find(Boolean)
  if (outside !== undefined) {
    const message = `a wheel holds the file "${outside}", which would lie outside of the packages' folder`
    return new ProjectError('LAMBDA_WHEEL_UNSAFE', message, {
      ...cause,
      hint: 'do not use this package; tell those who publish it',
    })
  }
  if (/No space left|os error 28|Errno 28/.test(text)) {
    return new ProjectError('ARTIFACT_CACHE_UNWRITABLE', 'no space is left on the disk for the Python packages', {
      ...cause,
      hint: 'make room on the disk',
    })
  }
  if (/No interpreter found/.test(text)) {
    const hint = 'install Python 3, which uv needs to run, and put it on the PATH'
    return new ProjectError('LAMBDA_INSTALLER_MISSING', 'uv finds no Python to work with', { ...cause, hint })
  }
  const [message, hint] = explain(text) ?? [`${kind} says: ${lastWords(text)}`, 'correct the requirements']
  return new ProjectError('LAMBDA_INSTALL_FAILED', `the Python packages cannot be installed: ${message}`, {
    ...cause,
    hint,
  })
}

function explain(text: string): readonly [string, string] | undefined {
  const [, absent] = /([\w.-]+) was not found in the (?:package registry|provided package locations)/.exec(text) ?? []
  if (absent !== undefined)
    return [`the index has no package ${absent}`, 'correct its name, or name its index with --extra-index-url']
  const [, damaged] = /([\w.-]+==[\w.+!-]+) has an invalid (?:package format|metadata)/.exec(text) ?? []
  if (damaged !== undefined)
    return [`the wheel of ${damaged} is damaged, or is none`, 'download it again, or have it built anew']
  const [, version] = /there is no version of (\S+)/.exec(text) ?? []
  if (version !== undefined) return [`the index has no ${version.replace(/,$/, '')}`, 'require a version that it has']
  const [, mismatched] = /Hash mismatch for `([^`]+)`|([\w.-]+==\S+)[^\n]*\n\s+Expected sha256/.exec(text) ?? []
  if (mismatched !== undefined || /THESE PACKAGES DO NOT MATCH THE HASHES/.test(text))
    return [
      `${mismatched ?? 'a package'} is not the file that the lock names: its hash differs`,
      'make the lock again, once you know why',
    ]
  const isAway =
    /error sending request|Failed to (?:fetch|download)|dns error|Connection refused|timed out|Max retries|Retrying \(Retry|NewConnectionError|Could not connect|Network/i.test(
      text,
    )
  const [, wanted] = /\/simple\/([\w.-]+)|(?:fetch|download)[: ]+`?([\w.-]+)/i.exec(text) ?? []
  if (isAway)
    return [
      `the index cannot be reached${wanted === undefined ? '' : ` for ${wanted}`}: ${lastWords(text)}`,
      'check the network, and the proxy, index and certificates that uv or pip are told',
    ]
  return undefined
}

/** Indexes may have passwords in their addresses. */
function withoutAddresses(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s/'"`]+/g, '')
}

/** The line that says most: the last cause. */
function lastWords(text: string): string {
  const [, reason] = /connection broken by .*?\[Errno -?\d+\] ([^'")]+)/.exec(text) ?? []
  if (reason !== undefined) return reason
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(hint|WARN|WARNING|\[notice\])/.test(line))
  return (lines.findLast((line) => /^(cause|ERROR|error):?/.test(line)) ?? lines.at(-1) ?? 'nothing').replace(
    /^(cause|ERROR|error):\s*/,
    '',
  )
}
