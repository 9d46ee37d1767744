import type { Invocation } from '@project-utils/cli'
import type { Answer, Context, Envelope } from '@project-utils/contract'
import { ask } from '@project-utils/run'

type Run = (invocation: Invocation) => Promise<Envelope>

/** Keeps the process alive, as a request under way does. */
const forever = (): Promise<never> => new Promise(() => void setInterval(() => {}, 1000))

function asking(does: (context: Context, invocation: Invocation) => Promise<Answer>, endless = false): Run {
  return (invocation) =>
    ask(
      { command: invocation.title, scopes: [], endless, ask: (context) => does(context, invocation) },
      invocation.options([]),
    )
}

function sail({ emit }: Context): void {
  emit({ type: 'step', id: 'sail', title: 'Sail round the world', state: 'started' })
}

async function settle(context: Context): Promise<void> {
  const timer = setInterval(() => {}, 1000)
  await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
  clearInterval(timer)
  context.emit({ type: 'step', id: 'sail', title: 'Sail round the world', state: 'ended', outcome: 'cancelled', ms: 1 })
}

export const commands: Readonly<Record<string, Run>> = {
  status: asking(async (context) => {
    sail(context)
    context.emit({ type: 'step', id: 'sail', title: 'Sail round the world', state: 'ended', outcome: 'done', ms: 1 })
    return { data: { ships: 3 } }
  }),
  large: asking(async () => ({ data: { text: 'x'.repeat(2_000_000) } })),
  sail: asking(async (context) => {
    sail(context)
    await settle(context)
    return { data: null }
  }),
  stay: asking(async (context) => {
    sail(context)
    return await forever()
  }),
  follow: asking(async ({ emit, signal }) => {
    for (let row = 0; !signal.aborted; row++) {
      emit({ type: 'row', data: `row ${row}` })
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return { data: null }
  }, true),
  confirm: asking(async (context, invocation) => {
    sail(context)
    return { data: { answer: await invocation.confirm('Sail?') } }
  }),
  crash: async () => {
    throw new TypeError('x is not a function')
  },
  late: asking(async (context) => {
    sail(context)
    setTimeout(() => {
      throw new Error('from a timer')
    }, 10)
    return await forever()
  }),
  reject: asking(async (context) => {
    sail(context)
    void Promise.reject(new Error('nobody listens'))
    return await forever()
  }),
  dry: asking(async (context) => {
    sail(context)
    return await new Promise(() => {})
  }),
  forget: asking(async () => {
    setInterval(() => {}, 1000)
    return { data: 'forgotten' }
  }),
}
