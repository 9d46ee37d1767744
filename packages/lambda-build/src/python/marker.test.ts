import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { evaluateMarker, markerEnvironment, normalName } from './marker.ts'

const machine = { system: 'linux', architecture: 'arm64', libc: 'glibc', glibc: '2.34' } as const
const environment = markerEnvironment({ version: '3.12', machine }, ['socks'])

describe('a marker', () => {
  it.each([
    ['python_version >= "3.9"', true],
    ["python_version < '3.10'", false],
    ['python_full_version < "3.12.1"', false],
    ["'3.9' <= python_version", true],
    ['python_version ~= "3.11"', true],
    ['python_version == "3.*"', true],
    ['python_version != "3.12"', false],
    ['python_version in "3.10 3.11"', false],
    ['python_version not in "3.10 3.11"', true],
    ['sys_platform == "win32"', false],
    ['sys_platform != "win32" and platform_machine == "aarch64"', true],
    ['(sys_platform == "win32" or os_name == "posix") and implementation_name == "cpython"', true],
    ['sys_platform == "win32" and os_name == "nt" or python_version > "3"', true],
    ['"linux" in sys_platform', true],
    ['platform_system == "Linux" and platform_python_implementation != "PyPy"', true],
    ['extra == "socks"', true],
    ['extra == "Other_One"', false],
    ["sys.platform == 'linux' and platform.machine == 'x86_64'", false],
  ])('%s is %s for Python 3.12 on arm64', (marker, expected) => {
    expect(evaluateMarker(marker, environment)).toBe(expected)
  })

  it.each(['python_version >', 'nonsense', '(os_name == "posix"', 'os_name == "posix" os_name', 'unknown == "x"', '&'])(
    'that cannot be read is told apart: %s',
    (marker) => {
      expect(evaluateMarker(marker, environment)).toBeUndefined()
    },
  )

  test('joined by and or or is what its halves are', () => {
    const atom = fc.constantFrom('os_name == "posix"', 'os_name == "nt"', 'python_version < "3.9"', 'extra == "socks"')
    fc.assert(
      fc.property(atom, atom, fc.constantFrom('and', 'or'), (left, right, operator) => {
        const [a, b] = [left, right].map((each) => evaluateMarker(each, environment) === true)
        const both = operator === 'and' ? a && b : a || b
        expect(evaluateMarker(`(${left}) ${operator} ${right}`, environment)).toBe(both)
      }),
    )
  })
})

test('all spellings of a name are one', () => {
  expect(['Typing_Extensions', 'typing.extensions', 'typing--extensions'].map(normalName)).toEqual(
    Array.from({ length: 3 }, () => 'typing-extensions'),
  )
})
