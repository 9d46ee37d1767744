import { ProjectError } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import { httpStatus, isCode, isUnclear } from './sdk-error.ts'

function failure(name: string, message: string, status?: number): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } }
  return Object.assign(new Error(message), { name, ...metadata })
}

const refused = (code: string): Error => Object.assign(new Error(`connect ${code} 127.0.0.1:1`), { code })

describe('explain', () => {
  it.each([
    [failure('AccessDenied', 'Access Denied', 403), 'AWS_ACCESS_DENIED'],
    [failure('UnauthorizedOperation', 'You are not authorized', 403), 'AWS_ACCESS_DENIED'],
    [failure('Unknown', '', 403), 'AWS_ACCESS_DENIED'],
    [failure('ExpiredToken', 'The provided token has expired', 400), 'AWS_EXPIRED_CREDENTIALS'],
    [failure('ExpiredTokenException', 'expired', 403), 'AWS_EXPIRED_CREDENTIALS'],
    [
      failure('CredentialsProviderError', 'The SSO session associated with this profile has expired.'),
      'AWS_EXPIRED_CREDENTIALS',
    ],
    [
      failure('TokenProviderError', "Token is expired. To refresh this SSO session run 'aws sso login'"),
      'AWS_EXPIRED_CREDENTIALS',
    ],
    [failure('CredentialsProviderError', 'Could not load credentials from any providers'), 'AWS_NO_CREDENTIALS'],
    [failure('Throttling', 'Rate exceeded', 400), 'AWS_THROTTLED'],
    [failure('ThrottlingException', 'Rate exceeded', 400), 'AWS_THROTTLED'],
    [failure('TooManyRequestsException', 'Rate exceeded', 429), 'AWS_THROTTLED'],
    [failure('SlowDown', 'Please reduce your request rate', 503), 'AWS_THROTTLED'],
    [failure('TimeoutError', 'timed out'), 'AWS_UNREACHABLE'],
    [refused('ECONNREFUSED'), 'AWS_UNREACHABLE'],
    [refused('ENOTFOUND'), 'AWS_UNREACHABLE'],
    [new AggregateError([refused('ECONNREFUSED')], ''), 'AWS_UNREACHABLE'],
    [refused('SELF_SIGNED_CERT_IN_CHAIN'), 'AWS_UNREACHABLE'],
    [failure('UnrecognizedClientException', 'The security token is invalid', 400), 'AWS_INVALID_CREDENTIALS'],
    [failure('InvalidClientTokenId', 'The security token is invalid', 403), 'AWS_INVALID_CREDENTIALS'],
    [failure('SignatureDoesNotMatch', 'mismatch', 403), 'AWS_INVALID_CREDENTIALS'],
    [failure('RegionDisabledException', 'STS is not activated in this region', 403), 'AWS_REGION'],
    [failure('NoSuchBucket', 'The specified bucket does not exist', 404), 'AWS_NO_BUCKET'],
    [failure('ValidationError', 'Template format error', 400), 'AWS_REFUSED'],
  ])('explains %s as %s, keeping the cause', (error, code) => {
    const explained = explain(error, 'reading stack app')
    expect(explained).toMatchObject({ code, cause: error })
    expect(explained.message).toMatch(/^reading stack app: ./)
  })

  it.each([
    [failure('InternalFailure', 'The request processing has failed', 500), /again in a minute/],
    [failure('ServiceUnavailable', 'try later', 503), /again in a minute/],
    [failure('Unknown', 'UnknownError', 400), /aws sts get-caller-identity/],
  ])('says how to go on after %s', (error, hint) => {
    expect(explain(error, 'reading stack app').hint).toMatch(hint)
  })

  it('keeps the words of the service where no rule fits', () => {
    const { message } = explain(failure('ValidationError', 'Template format error', 400), 'checking the template')
    expect(message).toBe('checking the template: Template format error (ValidationError)')
  })

  it('names principal, action, resource and reason of a denial', () => {
    const text =
      'User: arn:aws:sts::111111111111:assumed-role/ci/run is not authorized to perform: s3:PutObject on resource: ' +
      '"arn:aws:s3:::bucket/key" because no identity-based policy allows the s3:PutObject action'
    const { message, hint } = explain(failure('AccessDenied', text, 403), 'writing')
    expect(message).toBe(
      'writing: arn:aws:sts::111111111111:assumed-role/ci/run may not s3:PutObject on arn:aws:s3:::bucket/key ' +
        'because no identity-based policy allows the s3:PutObject action',
    )
    expect(hint).toContain('allow s3:PutObject on arn:aws:s3:::bucket/key for arn:aws:sts')
  })

  it('does not propose to allow what is denied by name', () => {
    const text =
      'User: arn:aws:iam::111111111111:user/ada is not authorized to perform: iam:CreateRole on resource: ' +
      'arn:aws:iam::111111111111:role/x with an explicit deny in a service control policy'
    expect(explain(failure('AccessDenied', text, 403), 'x').hint).not.toContain('allow iam')
  })

  it('names the profile to sign on with', () => {
    expect(explain(failure('ExpiredToken', '', 400), 'x', 'dev').hint).toContain('aws sso login --profile dev')
  })

  it('leaves a ProjectError alone', () => {
    const error = new ProjectError('CFN_X', 'said')
    expect(explain(error, 'x')).toBe(error)
  })

  it.each([new TypeError('undefined is not a function'), new DOMException('aborted', 'AbortError'), 'text'])(
    'throws on what is no failure of AWS: %s',
    (thrown) => {
      expect(() => explain(thrown, 'x')).toThrow(thrown instanceof Error ? thrown : undefined)
    },
  )
})

describe('isCode', () => {
  it.each([
    [failure('NoSuchKey', '', 404), true],
    [Object.assign(failure('Error', '', 404), { Code: 'NoSuchKey' }), true],
    [failure('NoSuchBucket', '', 404), false],
    [new Error('NoSuchKey'), false],
    [undefined, false],
  ])('tells whether %s is NoSuchKey: %s', (error, expected) => {
    expect(isCode(error, 'NoSuchKey', 'NotFound')).toBe(expected)
  })
})

describe('isUnclear', () => {
  it.each([
    [refused('ECONNRESET'), true],
    [failure('TimeoutError', 'timed out'), true],
    [failure('AbortError', 'Request aborted'), true],
    [failure('InternalError', '', 500), true],
    [Object.assign(failure('Error', 'aborted', 412), { code: 'ECONNRESET' }), true],
    [failure('SlowDown', '', 503), true],
    [failure('PreconditionFailed', '', 412), false],
    [failure('AccessDenied', '', 403), false],
    [failure('CredentialsProviderError', 'none'), false],
    [new TypeError('a bug'), false],
  ])('tells whether a call that ended with %s may have taken effect: %s', (error, expected) => {
    expect(isUnclear(error)).toBe(expected)
  })
})

describe('httpStatus', () => {
  it('is that of the answer, where one came', () => {
    expect(httpStatus(failure('NotFound', '', 404))).toBe(404)
    expect(httpStatus(refused('ECONNRESET'))).toBeUndefined()
  })
})
