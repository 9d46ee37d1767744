import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const lines = readFileSync(new URL('requirements.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

it('pins every package by exact version and hash, and names no index', () => {
  const allowed = /^(#.*|[a-z0-9-]+==[\w.]+( ; [a-z_ .'0-9<>=!PyP]+)? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?)$/
  expect(lines.filter((line) => !allowed.test(line))).toEqual([])
  expect(lines).toContain('moto==5.2.5 \\')
})
