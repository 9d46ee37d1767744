/** Asks the addresses of its command line, each eight times at once, and tells how each try ended and how far memory grew. */
import type { SuiteStep } from '@project-utils/project'
import { runSuite } from '../run-suite.ts'

const urls = process.argv.slice(2)
const before = process.memoryUsage.rss()
let most = before
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss())
}, 5)
const steps = Array.from({ length: 8 * urls.length }, (_, index): SuiteStep => {
  const settings = { get: urls[index % urls.length] ?? '', expect: { status: 200 } }
  return { name: `${index}`, kind: 'http', settings, retry: { attempts: 1 }, where: { file: 'project.yaml', line: 1 } }
})
const environment = {
  project: 'votes',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
} as const
const context = { signal: new AbortController().signal, emit: () => undefined }
const result = await runSuite({ name: 'hostile', steps, parallel: 16, environment }, context)
clearInterval(watch)
process.stdout.write(JSON.stringify({ messages: result.steps.map(({ message }) => message), grown: most - before }))
