import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { actorOf, holderOf, lives } from './holder.ts'

const own = holderOf({ environment: {}, run: 'r1', title: 'ship send' })

it('names run, command, host and process', () => {
  expect(own).toMatchObject({ run: 'r1', command: 'ship send', host: hostname(), pid: process.pid })
  expect(own.link).toBeUndefined()
})

it('takes actor and link from the CI run', () => {
  const environment = { CI: 'true', GITHUB_ACTOR: 'ada', GITHUB_REPOSITORY: 'acme/votes', GITHUB_RUN_ID: '42' }
  expect(holderOf({ environment, run: 'r1', title: 'ship send' })).toMatchObject({
    actor: 'ada',
    link: 'https://github.com/acme/votes/actions/runs/42',
  })
})

it.each([
  ['of a push', { CI: 'true', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }, 'main'],
  [
    'a pull request comes from',
    { CI: 'true', GITHUB_HEAD_REF: 'fix', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: '7/merge' },
    'fix',
  ],
  ['of a tag: none', { CI: 'true', GITHUB_HEAD_REF: '', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' }, undefined],
  ['of a laptop: none', { GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }, undefined],
])('names the branch %s', (_, environment, branch) => {
  expect(holderOf({ environment, run: 'r1', title: 'ship send' }).branch).toBe(branch)
})

it('takes the address of an own GitHub server', () => {
  const environment = { GITHUB_SERVER_URL: 'https://git.acme.dev', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '4' }
  expect(holderOf({ environment, run: 'r1', title: 'ship send' }).link).toBe('https://git.acme.dev/a/b/actions/runs/4')
})

it('is the user of this machine outside CI, whatever the environment claims', () => {
  expect(actorOf({ GITHUB_ACTOR: 'ada' })).toMatch(new RegExp(`^.+@${hostname()}$`))
})

it('judges another machine or boot as unknown', () => {
  expect(lives({ ...own, boot: 'another boot' })).toBe('unknown')
  const { boot: _boot, ...elsewhere } = own
  expect(lives({ ...elsewhere, host: 'another-host' })).toBe('unknown')
})

it.runIf(process.platform === 'linux')('finds its own process alive, and one with a reused pid dead', () => {
  expect(lives(own)).toBe(true)
  expect(lives({ ...own, processStart: '1' })).toBe(false)
})

it.runIf(process.platform === 'linux')('finds a process dead once it has ended', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(lives({ ...own, pid: child.pid ?? 0 })).toBe(false)
})
