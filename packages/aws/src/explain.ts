import { type ErrorCode, isProjectError, ProjectError } from '@project-utils/contract'
import { parseDenial } from './denial.ts'
import { readSdkError, type SdkError } from './sdk-error.ts'

interface Rule {
  /** Any of the error's names matching makes the rule apply. */
  readonly names: RegExp
  /** Where given, the message must match too. */
  readonly message?: RegExp
  readonly code: ErrorCode
  /** What went wrong, to follow "what: ". */
  say(error: SdkError): string
  hint(error: SdkError, profile: string | undefined): string | undefined
}

const ownWords = ({ message }: SdkError): string => message
const signOn = (_error: SdkError, profile: string | undefined): string =>
  `sign on again: aws sso login${profile === undefined ? '' : ` --profile ${profile}`}; or renew the keys in the environment`

/** First match wins. */
const rules: readonly Rule[] = [
  {
    names:
      /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|AuthorizationErrorException|Forbidden|403)$/,
    code: 'AWS_ACCESS_DENIED',
    say: sayDenied,
    hint: hintDenied,
  },
  {
    names: /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|UnauthorizedSSOTokenError)$/,
    code: 'AWS_EXPIRED_CREDENTIALS',
    say: () => 'the credentials have expired',
    hint: signOn,
  },
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    message: /expired|sso login|reauthenticate/i,
    code: 'AWS_EXPIRED_CREDENTIALS',
    say: () => 'the sign-on session has expired or was never begun',
    hint: signOn,
  },
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    code: 'AWS_NO_CREDENTIALS',
    say: ({ message }) => `no AWS credentials were found (${message})`,
    hint: (_error, profile) =>
      profile === undefined
        ? 'sign on with aws sso login and set AWS_PROFILE, or add --profile <name>'
        : `check the profile: aws configure list --profile ${profile}`,
  },
  {
    names:
      /^(UnrecognizedClient|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|IncompleteSignature|MissingAuthenticationToken|MissingAuthenticationTokenException)$/,
    code: 'AWS_INVALID_CREDENTIALS',
    say: ({ message }) => `AWS does not accept the credentials (${message})`,
    hint: () => 'see who they are: aws sts get-caller-identity; a region that is not enabled gives the same answer',
  },
  {
    names: /^(RegionDisabled|RegionDisabledException|OptInRequired|AuthorizationHeaderMalformed|PermanentRedirect)$/,
    code: 'AWS_REGION',
    say: ownWords,
    hint: () => 'name the right region with --region, or enable it in the account settings',
  },
  {
    names:
      /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|ProvisionedThroughputExceeded\w*|429)$/,
    code: 'AWS_THROTTLED',
    say: () => 'AWS throttled the call until all attempts were used up',
    hint: () => 'run the command again in a minute',
  },
  { names: /^NoSuchBucket$/, code: 'AWS_NO_BUCKET', say: ownWords, hint: () => undefined },
  {
    names: /^(TimeoutError|RequestTimeout\w*|ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/,
    code: 'AWS_UNREACHABLE',
    say: ({ message, names }) => `AWS could not be reached (${message === '' ? names.at(-1) : message})`,
    hint: () => 'check network, proxy and VPN; for the local cloud: project-local status',
  },
  {
    names: /CERT|^UNABLE_TO_/,
    code: 'AWS_UNREACHABLE',
    say: ({ message }) => `the connection is not trusted (${message})`,
    hint: () => 'behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its certificate file',
  },
]

/**
 * Turns a failure of a service, the network or the credential chain into an error for the person who ran the command.
 * `what` says what was being done, such as `reading stack app`; the original stays as `cause`. A `ProjectError` comes
 * back as it is; anything else, such as an abort or a bug, is thrown on unchanged.
 */
export function explain(error: unknown, what: string, profile?: string): ProjectError {
  if (isProjectError(error)) return error
  const found = readSdkError(error)
  if (found === undefined) throw error
  // The bare status speaks only where no name does: an answer to HEAD carries no name.
  const rule = ruleFor(found, found.names) ?? ruleFor(found, [`${found.status}`])
  if (rule === undefined) {
    const words = found.message === '' ? (found.names[0] ?? 'no reason given') : `${found.message} (${found.names[0]})`
    const hint = hintByStatus(found)
    return new ProjectError('AWS_REFUSED', `${what}: ${words}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
  const hint = rule.hint(found, profile)
  return new ProjectError(rule.code, `${what}: ${rule.say(found)}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

/** What to do where only the status speaks: the service's own trouble, and an answer to HEAD, which gives no reason. */
function hintByStatus({ status, names }: SdkError): string | undefined {
  if (status === undefined) return undefined
  if (status >= 500) return 'AWS failed on its side: run the command again in a minute'
  const isBare = names.every((name) => /^(Unknown|UnknownError|BadRequest|400)$/.test(name))
  return isBare
    ? 'expired credentials give this answer too; see whether they hold: aws sts get-caller-identity'
    : undefined
}

function ruleFor(found: SdkError, named: readonly string[]): Rule | undefined {
  return rules.find(
    ({ names, message }) => named.some((name) => names.test(name)) && (message?.test(found.message) ?? true),
  )
}

function sayDenied({ message }: SdkError): string {
  const denial = parseDenial(message)
  if (denial === undefined) return message === '' ? 'access denied' : message
  const { principal, action, resource, reason } = denial
  return [`${principal} may not ${action}`, resource && `on ${resource}`, reason].filter(Boolean).join(' ')
}

function hintDenied({ message }: SdkError): string {
  const denial = parseDenial(message)
  if (denial === undefined) return 'see who the caller is: aws sts get-caller-identity'
  if (denial.reason?.includes('explicit deny') === true) return 'a policy forbids it by name: ask the account owner'
  return `allow ${denial.action} on ${denial.resource ?? '*'} for ${denial.principal}`
}
