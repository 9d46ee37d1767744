import { expect, test } from 'vitest'
import { isNewEnough, parsePython, pythonEnvironment } from './python.ts'

test.each([
  ['3 11 True\n', [3, 11], true],
  ['3 9 False', [3, 9], false],
])('reads "%s"', (answer, version, venv) => {
  expect(parsePython('python3', answer)).toEqual({ command: 'python3', version, venv })
})

test.each(['', 'Python 3.11', '3 11', '3 11 maybe'])('takes "%s" for no Python', (answer) => {
  expect(parsePython('python3', answer)).toBeUndefined()
})

test.each([
  [[3, 9], false],
  [[3, 10], true],
  [[3, 14], true],
  [[2, 99], false],
  [[4, 0], true],
] as const)('%o is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected)
})

test('pip keeps the settings of its index and loses what would redirect the installation', () => {
  const kept = { PATH: '/bin', PIP_INDEX_URL: 'https://index.example', HTTPS_PROXY: 'http://proxy' }
  const lost = { PYTHONPATH: 'x', PYTHONHOME: 'x', PIP_TARGET: 'x', PIP_PREFIX: 'x', PIP_USER: '1', AWS_PROFILE: 'x' }
  const environment = pythonEnvironment({ ...kept, ...lost, GONE: undefined })
  expect(environment).toEqual({ ...kept, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_USER: '0' })
})
