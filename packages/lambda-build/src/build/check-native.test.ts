import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { elfFor, makeElf, makeMachO, makePe } from '../native/binary.test.fixture.ts'
import { checkNative } from './check-native.ts'
import type { Checked } from './checks.ts'
import { listen, makeFolder, oneFunction } from './folder.test.fixture.ts'
import type { Kind } from './job.ts'
import { planJobs } from './jobs.ts'

async function check(files: Readonly<Record<string, Buffer>>, kind: Kind = 'bundle'): Promise<Checked> {
  const [job] = planJobs(oneFunction(makeFolder({ 'api.ts': '' })))
  if (job === undefined) throw new TypeError('no job')
  const made = {
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    inputs: [],
    findings: [],
  }
  const machine = lambdaMachine('nodejs24.x', 'arm64')
  const options = { root: '', cache: '', environment: {}, childEnvironment: {} }
  return await checkNative({ ...job, kind, machine }, made, options, listen().signal)
}

describe('checkNative', () => {
  it.each<[string, Readonly<Record<string, Buffer>>, string]>([
    [
      'a module for another processor',
      { 'node_modules/@s/a/b.node': elfFor('x86_64') },
      'Api: node_modules/@s/a/b.node, of package @s/a, is for Linux on x86_64, and the function runs on Linux on arm64 with glibc 2.34',
    ],
    ['a module for macOS', { 'x.node': makeMachO() }, 'is for macOS on arm64'],
    ['a module for Windows', { 'x.node': makePe() }, 'is for Windows on x86_64'],
    ['a library for musl', { 'lib/x.so.1': makeElf({ machine: 183, needs: ['libc.so'] }) }, 'is for musl'],
    ['a program for another processor', { 'bin/tool': elfFor('x86_64') }, 'is for Linux on x86_64'],
    ['a library that asks for a newer glibc', { 'lib/x.so': elfFor('arm64', '2.38') }, 'asks for glibc 2.38'],
    ['a module that is cut off', { 'x.node': elfFor('arm64').subarray(0, 50) }, 'is cut off or damaged'],
    [
      'a module that Git LFS left as a pointer',
      { 'x.node': Buffer.from('version https://git-lfs.github.com/spec/v1') },
      'holds no machine code',
    ],
  ])('refuses %s', async (_, files, message) => {
    const { problems } = await check(files)
    expect(problems).toEqual([
      expect.objectContaining({ code: 'LAMBDA_NATIVE_MISMATCH', message: expect.stringContaining(message) }),
    ])
  })

  it.each<[string, Readonly<Record<string, Buffer>>]>([
    ['what fits', { 'x.node': elfFor('arm64', '2.34'), 'bin/tool': makeElf({ machine: 183 }) }],
    [
      'files for other machines beside one for this one, in a package',
      { 'node_modules/a/prebuilds/x.node': elfFor('x86_64'), 'node_modules/a/prebuilds/arm.node': elfFor('arm64') },
    ],
    [
      'files of the same name for other machines beside one for this one',
      {
        'bin/linux-x64/tool': elfFor('x86_64'),
        'bin/linux-arm64/tool': elfFor('arm64'),
        'bin/win32/tool.exe': makePe(),
      },
    ],
    ['data of tests', { 'node_modules/a/test/fixtures/x.so': elfFor('x86_64') }],
    ['a text with the name of a library, as linkers read it', { 'lib/libc.so': Buffer.from('GROUP ( x )') }],
  ])('lets %s be', async (_, files) => {
    expect(await check(files)).toEqual({ problems: [], findings: [] })
  })

  it('refuses an unfitting file of the project beside a fitting one for another purpose', async () => {
    const { problems } = await check({ 'lib/a.so': elfFor('arm64'), 'lib/b.so': elfFor('x86_64') })
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('lib/b.so')])
  })

  it('lets nothing unfitting pass in Python, where each file is one module', async () => {
    const { problems } = await check({ 'm/a.so': elfFor('arm64'), 'm/linux-x64/a.so': elfFor('x86_64') }, 'python')
    expect(problems).toHaveLength(1)
  })

  it('tells of a program of another system, which is of no use', async () => {
    const { problems, findings } = await check({ 'bin/tool.exe': makePe() })
    expect(problems).toEqual([])
    expect(findings).toEqual([expect.objectContaining({ rule: 'lambda/foreign-binary', severity: 'warning' })])
  })
})
