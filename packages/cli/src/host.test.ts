import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Runs a program with one command in a real process, whose body is given as source. */
function runReal(body: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const main = new URL('./main.ts', import.meta.url).href
  const source = `
    import { main } from ${JSON.stringify(main)}
    const run = async () => { ${body}; return { v: 1, run: 'r', command: 'ship sail', scopes: [], dryRun: false, ok: true, exitCode: 0, data: null, findings: [], problems: [] } }
    const command = { name: 'sail', summary: 's', shape: 'question', flags: {}, examples: [], load: async () => ({ run }) }
    await main({ bin: 'project-ship', summary: 's', version: '1', commands: [command] })`
  const flags = ['--conditions=@project-utils/source', '--input-type=module', '-e', source]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '--', 'project-ship', 'sail', '--json'], {
    encoding: 'utf8',
    cwd: new URL('.', import.meta.url),
  })
  return { status, stdout, stderr }
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
