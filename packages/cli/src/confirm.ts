import { createInterface } from 'node:readline'
import type { Host } from './host.ts'

/**
 * Asks yes or no at the terminal; anything but yes is no. Ctrl-C is no as well, and `interrupted` is told; so is the end
 * of input. The terminal is left as it was.
 */
export function askPerson(
  question: string,
  host: Pick<Host, 'stdin' | 'stderr'>,
  signal: AbortSignal,
  interrupted: () => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: host.stdin, output: host.stderr, terminal: true })
    const close = (): void => lines.close()
    signal.addEventListener('abort', close, { once: true })
    lines.once('SIGINT', () => {
      host.stderr.write('\n')
      interrupted()
      lines.close()
    })
    lines.once('close', () => {
      signal.removeEventListener('abort', close)
      resolve(false)
    })
    lines.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()))
      lines.close()
    })
  })
}
