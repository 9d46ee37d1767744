import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Does something while other programs want every processor: `share` endless loops for each of them. */
export async function underLoad<T>(work: () => Promise<T>, share = 2): Promise<T> {
  const loops = Array.from({ length: availableParallelism() * share }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  )
  try {
    return await work()
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}
