import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { installFailure, missingWheel, missingWheels } from './install-failure.ts'

const uv = { kind: 'uv', command: 'uv' } as const

describe('a package without a wheel', () => {
  it.each([
    [
      'error: No solution found when resolving dependencies\n  cause: Because docopt==0.6.2 has no usable wheels and you require docopt==0.6.2, we can conclude that your requirements are unsatisfiable.\n',
      'docopt==0.6.2',
    ],
    [
      '  cause: Because pywin32==306 has no wheels with a matching platform tag (e.g., `manylinux_2_28_aarch64`)',
      'pywin32==306',
    ],
    ['hint: Wheels are required for `docopt` because building from source is disabled', 'docopt'],
    [
      'ERROR: Could not find a version that satisfies the requirement docopt==0.6.2 (from versions: none)\nERROR: No matching distribution found for docopt==0.6.2\n',
      'docopt==0.6.2',
    ],
  ])('is named from what the installer says: %j', (errors, name) => {
    expect(missingWheel(errors)).toBe(name)
  })

  it('is not what pip means where it could not ask', () => {
    const retrying =
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: [Errno 111] Connection refused'\n"
    const errors = `${retrying}ERROR: No matching distribution found for idna==3.10\n`
    expect(missingWheel(errors)).toBeUndefined()
    expect(installFailure(errors, { kind: 'pip', command: 'python3' }).message).toMatch(
      /cannot be reached.*Connection refused/,
    )
  })

  it('is told with what it was looked for, and what can be done', () => {
    const target = { version: '3.12', machine: lambdaMachine('python3.12', 'arm64') }
    const error = missingWheels(['a==1', 'b==2'], target)
    expect(error.message).toBe(
      'a==1, b==2 have no wheels for Python 3.12 on aarch64-manylinux_2_34; nothing is compiled',
    )
    expect(error.hint).toContain('--find-links wheels')
  })
})

it.each([
  [
    '  cause: Because x was not found in the package registry and you require x==1',
    'LAMBDA_INSTALL_FAILED',
    'no package x',
  ],
  ['  cause: Because there is no version of requests==99.0 and you require', 'LAMBDA_INSTALL_FAILED', 'requests==99.0'],
  ['  cause: Hash mismatch for `idna==3.10`', 'LAMBDA_INSTALL_FAILED', 'idna==3.10 is not the file'],
  ['  cause: No space left on device (os error 28)', 'ARTIFACT_CACHE_UNWRITABLE', 'no space'],
  ['error: No interpreter found in virtual environments', 'LAMBDA_INSTALLER_MISSING', 'no Python'],
  [
    "ERROR: The wheel 'e.whl' has a file '/t/python/../../out.txt' trying to install outside the target",
    'LAMBDA_WHEEL_UNSAFE',
    'out.txt',
  ],
  ['error: something quite new\n', 'LAMBDA_INSTALL_FAILED', 'something quite new'],
  ['', 'LAMBDA_INSTALL_FAILED', 'nothing'],
])('what went wrong is told from %j', (errors, code, message) => {
  expect(installFailure(errors, uv)).toMatchObject({ code, message: expect.stringContaining(message) })
})

it('addresses of indexes, which may hold passwords, are told nowhere', () => {
  const error = installFailure('error: Failed to fetch: `https://user:secret@index.example.org/simple/idna/`\n', uv)
  expect(`${error.message} ${error.hint} ${error.cause}`).not.toMatch(/secret|example/)
  expect(error.message).toContain('for idna')
})
