import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  AWS_ACCESS_DENIED: {
    exit: ExitCode.failed,
    meaning: 'The caller lacks a right; the message names it where AWS does.',
  },
  AWS_ENDPOINT_NOT_LOCAL: {
    exit: ExitCode.blocked,
    meaning: 'An endpoint was given that is not on the loopback interface of this machine.',
  },
  AWS_EXPIRED_CREDENTIALS: { exit: ExitCode.usage, meaning: 'The credentials or the sign-on session have expired.' },
  AWS_INVALID_CREDENTIALS: {
    exit: ExitCode.usage,
    meaning: 'AWS does not know the credentials, or the region is not enabled for their account.',
  },
  AWS_LOCAL_CREDENTIALS: {
    exit: ExitCode.usage,
    meaning: 'A session with an endpoint needs explicit credentials and takes no profile.',
  },
  AWS_NO_BUCKET: { exit: ExitCode.failed, meaning: 'The bucket does not exist.' },
  AWS_NO_CREDENTIALS: { exit: ExitCode.usage, meaning: 'No credentials were found in any place the SDK looks at.' },
  AWS_PARAMETER_MISSING: { exit: ExitCode.usage, meaning: 'A referenced SSM parameter does not exist.' },
  AWS_REFUSED: {
    exit: ExitCode.failed,
    meaning: "The service refused the call; the message holds the service's own words.",
  },
  AWS_REGION: { exit: ExitCode.usage, meaning: 'The region is no region name, or is not enabled for the account.' },
  AWS_SECRET_FIELD: {
    exit: ExitCode.usage,
    meaning: 'A referenced secret has no text, is no JSON object, or lacks the referenced field.',
  },
  AWS_SECRET_MISSING: { exit: ExitCode.usage, meaning: 'A referenced secret does not exist, or is being deleted.' },
  AWS_THROTTLED: { exit: ExitCode.failed, meaning: 'The service throttled the call until all attempts were used up.' },
  AWS_UNREACHABLE: { exit: ExitCode.failed, meaning: 'The service could not be reached, or did not answer in time.' },
  AWS_WRONG_ACCOUNT: {
    exit: ExitCode.blocked,
    meaning: 'The credentials belong to another account than the one the environment names.',
  },
  AWS_WRONG_REGION: { exit: ExitCode.blocked, meaning: "The session's region is not the target's." },
  AWS_WRONG_TARGET: {
    exit: ExitCode.blocked,
    meaning: 'The session points at the local cloud and the target at AWS, or the other way round.',
  },
}
