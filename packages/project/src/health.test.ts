import { expect, test } from 'vitest'
import { head, loadText } from './sample.test.fixture.ts'

test('reads times, shares and numbers of health, also of one environment', async () => {
  const yaml = `${head}health: { slow: 800ms, errors: 0.5%, throttles: 100%, age: 2h, depth: 50, expiry: 14d }\n`
  expect((await loadText(yaml)).project.health).toEqual({
    ...{ slow: 800, errors: 0.005, throttles: 1, age: 7_200_000, depth: 50, expiry: 1_209_600_000 },
  })
  expect((await loadText(head)).project.health).toBeUndefined()
})

test.each([
  ['slow: 3', 'health.slow'],
  ['slow: 3 seconds', 'health.slow'],
  ['errors: 0%', 'health.errors'],
  ['errors: 101%', 'health.errors'],
  ['errors: 0.05', 'health.errors'],
  ['depth: 0', 'health.depth'],
  ['depth: 1.5', 'health.depth'],
  ['speed: 3s', 'health.speed'],
])('refuses health: { %s } with its place', async (text, path) => {
  const refused = await loadText(`${head}health: { ${text} }\n`).catch((error: unknown) => error)
  expect(String(JSON.stringify(refused, ['message', 'problems', 'where', 'line', 'path']))).toContain(
    path.split('.')[1],
  )
  expect(refused).toMatchObject({ problems: [{ where: { line: head.split('\n').length } }] })
})
