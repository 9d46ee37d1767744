/**
 * Runs 200 http steps, each with status and JSON expected, as one suite, and the same requests in a bare fetch loop that
 * reads every body and compares the status. Told are wall and CPU seconds of each round, after one to warm up; both take
 * turns at being first. With `own` or `bare` for WHAT only that is run. A process of its own:
 * `node run.mjs SMOKE-TEST URL WHAT PARALLEL ROUNDS`.
 */
const [library = '', url = '', what = '', lanes = '', count = ''] = process.argv.slice(2)
const parallel = Number(lanes)
const requests = 200

interface Library {
  runSuite(input: object, context: object): Promise<{ readonly ok: boolean }>
}
interface Time {
  readonly wall: number
  readonly cpu: number
}

const steps = Array.from({ length: requests }, (_, index) => ({
  name: `request ${index + 1}`,
  kind: 'http',
  settings: { get: url, expect: { status: 200, json: { items: 'array' } } },
  where: { file: 'project.yaml', line: index + 1 },
}))
const environment = { project: 'bench', environment: 'dev', tier: 'full', account: '111111111111', region: 'us-east-1' }
const context = { signal: new AbortController().signal, emit: () => undefined }

async function bare(): Promise<void> {
  let begun = 0
  const lane = async (): Promise<void> => {
    while (begun < requests) {
      begun += 1
      const response = await fetch(url)
      const body = await response.text()
      if (response.status !== 200 || body === '') throw new Error(`got ${response.status}`)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
}

let runSuite: Library['runSuite'] | undefined
async function own(): Promise<void> {
  runSuite ??= ((await import(library)) as Library).runSuite
  const { ok } = await runSuite({ name: 'bench', steps, parallel, environment }, context)
  if (!ok) throw new Error('the suite failed')
}

async function timed(act: () => Promise<void>): Promise<Time> {
  const [began, used] = [performance.now(), process.cpuUsage()]
  await act()
  const { user, system } = process.cpuUsage(used)
  return { wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 }
}

if (what === 'own') await own()
else if (what === 'bare') await bare()
else {
  const rounds = { own: [] as Time[], bare: [] as Time[] }
  for (let round = 0; round <= Number(count); round++) {
    const times = round % 2 === 0 ? { own: await timed(own), bare: await timed(bare) } : await other()
    if (round === 0) continue
    rounds.own.push(times.own)
    rounds.bare.push(times.bare)
  }
  console.log(JSON.stringify(rounds))
}

async function other(): Promise<{ readonly own: Time; readonly bare: Time }> {
  const first = await timed(bare)
  return { own: await timed(own), bare: first }
}
