import { execFileSync } from 'node:child_process'

let found: string | undefined

/**
 * The path of the Python itself: what lies in PATH may be a script that looks for it, which would be measured too.
 *
 * @throws Error where there is none
 */
export function python(): string {
  found ??= execFileSync(process.env['PYTHON'] ?? 'python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
  return found
}
