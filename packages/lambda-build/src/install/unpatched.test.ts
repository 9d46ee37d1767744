import { expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { unpatched } from './unpatched.ts'

const placed = (name: string) => ({ name, place: '', folder: '', manifest: {}, optional: false })

it.each([
  ['npm', ['lambda/patch-not-applied', 'lambda/patch-not-applied']],
  ['pnpm', []],
] as const)('tells of packages that patch-package would change, installed by %s: %j', (manager, rules) => {
  const folder = makeFolder({
    'patches/@s+a+1.0.0.patch': '',
    'patches/b+2.0.0-rc.1.patch': '',
    'patches/c+1.0.0.patch': '',
  })
  const lock = { manager, folder, file: '', text: '' }
  const findings = unpatched(lock, { packages: [placed('@s/a'), placed('b')], absent: [] })
  expect(findings.map(({ rule }) => rule)).toEqual(rules)
})
