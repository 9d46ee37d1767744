import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Runs a program with one command in a real process, whose body is given as source. */
function runReal(
  body: string,
  stdout: 'pipe' | number = 'pipe',
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const main = new URL('./main.ts', import.meta.url).href
  const source = `
    import { main } from ${JSON.stringify(main)}
    const run = async () => { ${body}; return { v: 1, run: 'r', command: 'ship sail', scopes: [], dryRun: false, ok: true, exitCode: 0, data: null, findings: [], problems: [] } }
    const command = { name: 'sail', summary: 's', shape: 'question', flags: {}, examples: [], load: async () => ({ run }) }
    await main({ bin: 'project-ship', summary: 's', version: '1', commands: [command] })`
  const flags = ['--conditions=@project-utils/source', '--input-type=module', '-e', source]
  const ended = spawnSync(process.execPath, [...flags, '--', 'project-ship', 'sail', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
    cwd: new URL('.', import.meta.url),
  })
  return { status: ended.status, stdout: ended.stdout, stderr: ended.stderr }
}

it('ends with a result and never with success when code that it runs ends the process', () => {
  const { status, stdout, stderr } = runReal('process.exit(0)')
  expect(stderr).toContain('called process.exit')
  expect(status).toBe(70)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 70, problems: [{ code: 'CLI_BUG' }] })
})

it('keeps stdout for the result when code that it runs prints', () => {
  const { status, stdout, stderr } = runReal("console.log('hello'); console.table([1])")
  expect(status, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ ok: true })
  expect(stderr).toContain('hello')
})

it.runIf(existsSync('/dev/full'))('never succeeds where its result cannot be written, as on a full disk', () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = runReal('', full)
  closeSync(full)
  expect(status).toBe(1)
  expect(stderr).toContain('could not be written')
})
