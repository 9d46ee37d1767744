import { expect, it } from 'vitest'
import { hostMachine, lambdaMachine } from '../artifact/machine.ts'
import { pipPlatforms, uvPlatform } from './target.ts'

it.each([
  ['python3.7', 'x86_64', 'x86_64-manylinux_2_17', 'manylinux_2_17_x86_64'],
  ['python3.9', 'arm64', 'aarch64-manylinux_2_17', 'manylinux_2_26_aarch64'],
  ['python3.11', 'x86_64', 'x86_64-manylinux_2_17', 'manylinux_2_26_x86_64'],
  ['python3.12', 'arm64', 'aarch64-manylinux_2_34', 'manylinux_2_34_aarch64'],
  ['python3.14', 'x86_64', 'x86_64-manylinux_2_34', 'manylinux_2_34_x86_64'],
])('%s on %s takes wheels of %s', (runtime, architecture, uv, pip) => {
  const machine = lambdaMachine(runtime, architecture)
  expect(uvPlatform(machine)).toBe(uv)
  expect(pipPlatforms(machine)[0]).toBe(pip)
  expect(pipPlatforms(machine)).toContain(`manylinux_2_17_${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`)
})

it.each([
  [{ system: 'darwin', architecture: 'arm64' } as const, 'aarch64-apple-darwin'],
  [{ system: 'win32', architecture: 'x86_64' } as const, 'x86_64-pc-windows-msvc'],
  [{ system: 'linux', architecture: 'arm64', libc: 'musl' } as const, 'aarch64-unknown-linux-musl'],
])('a machine of its own has its own platform: %j', (machine, platform) => {
  expect(uvPlatform(machine)).toBe(platform)
})

it('names no glibc that this machine lacks', () => {
  const machine = hostMachine()
  const [, minor = '0'] = /manylinux_2_(\d+)/.exec(uvPlatform(machine)) ?? []
  expect(Number(minor)).toBeLessThanOrEqual(Number(machine.glibc?.split('.')[1] ?? 17))
})
