import type { StepNotice } from '@project-utils/contract'
import { expect, it, vi } from 'vitest'
import { plainPaint } from './paint.ts'
import { plainReporter } from './plain-report.ts'
import { terminalScreen } from './screen-terminal.ts'
import { type TestHost, testHost } from './test-host.test.fixture.ts'

const form = { paint: plainPaint, width: 80 }
const step = (id: string, state: StepNotice['state'], more: Partial<StepNotice> = {}): StepNotice => {
  return { type: 'step', id, title: `Do ${id}`, state, ...more }
}

const esc = String.fromCharCode(27)
const hideCursor = `${esc}[?25l`
const showCursor = `${esc}[?25h`

/** What stays on the screen: the text after the last clearing. */
async function ending(host: TestHost): Promise<string> {
  await new Promise((resolve) => setImmediate(resolve))
  const plain = host.error().split(`${esc}[2K`).at(-1) ?? ''
  return plain.replace(new RegExp(`${esc}\\[[0-9?;]*[A-Za-z]`, 'g'), '')
}

it('leaves every step with its outcome, those inside others indented, and the cursor shown', async () => {
  const host = testHost({ argv: [], terminal: true })
  const screen = terminalScreen(host.stderr, plainReporter, form)
  screen.show(step('a', 'started'))
  screen.show(step('b', 'started', { parent: 'a' }))
  screen.show(step('b', 'progress', { parent: 'a', done: 1, total: 2 }))
  screen.show(step('b', 'ended', { parent: 'a', outcome: 'failed' }))
  screen.show(step('a', 'ended', { outcome: 'failed', ms: 2345 }))
  screen.show(step('c', 'started'))
  screen.show(step('c', 'ended', { outcome: 'skipped' }))
  screen.show({ type: 'warning', message: 'it is late' })
  await screen.settle()
  screen.close()
  const text = await ending(host)
  expect(text).toMatch(/Do a 2\.3 s\n {2}\S Do b\n\S Do c\n! warning: it is late/)
  expect(host.error().lastIndexOf(showCursor)).toBeGreaterThan(host.error().lastIndexOf(hideCursor))
})

it('frees the terminal for other text and goes on with the next event', async () => {
  const host = testHost({ argv: [], terminal: true })
  const screen = terminalScreen(host.stderr, plainReporter, form)
  screen.show(step('a', 'started'))
  await screen.settle()
  screen.pause()
  host.stderr.write('a question\n')
  await vi.waitFor(() => expect(host.error()).toContain('a question'))
  screen.show(step('b', 'started'))
  screen.show(step('b', 'ended', { outcome: 'done' }))
  await screen.settle()
  screen.close()
  expect(await ending(host)).toContain('Do b')
})

it('may be closed twice, and without anything shown', () => {
  const host = testHost({ argv: [], terminal: true })
  const screen = terminalScreen(host.stderr, plainReporter, form)
  screen.close()
  screen.close()
  expect(host.error()).toBe('')
})
