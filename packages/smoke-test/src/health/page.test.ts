import { expect, test } from 'vitest'
import { healthFindings } from './findings.ts'
import { lookAt, wellAccount } from './health.test.fixture.ts'
import { formatHealthPage } from './page.ts'

const hostile = `<script>alert("it's & so")</script>`

test('shows the verdict, each reason with its next step, and every thing that was seen', async () => {
  const account = wellAccount()
  account.metrics['Errors'] = [50]
  const page = formatHealthPage(await lookAt(account))
  expect(page).toContain('<h1>votes dev is broken</h1>')
  expect(page).toContain(
    '50 of 100 calls of function votes-dev-function-api failed in the last 15 min: 50 % (broken from 5 %)',
  )
  expect(page).toContain('<pre>aws logs tail /aws/lambda/votes-dev-function-api --since 15m --region us-east-1</pre>')
  expect(page).toContain(
    '<th scope="row">votes-dev-queue-mail</th><td>2 waiting, 1 in flight, the oldest for 12 s</td>',
  )
})

test('needs nothing else and lets nothing of the account become markup', async () => {
  const account = wellAccount()
  account.alarms.splice(0, 1, {
    ...{ AlarmName: 'votes-dev-alarm-errors', StateValue: 'ALARM', StateReason: hostile, AlarmDescription: hostile },
  })
  const page = formatHealthPage(await lookAt(account))
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;alert(&quot;it&#39;s &amp; so&quot;)&lt;/script&gt;')
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  expect(page.match(/\b(src|href)=/g)).toBeNull()
})

test('is read again by itself only where a watch keeps it up to date', async () => {
  const health = await lookAt(wellAccount())
  expect(formatHealthPage(health)).not.toContain('http-equiv="refresh"')
  expect(formatHealthPage(health, { refresh: 30 })).toContain('<meta http-equiv="refresh" content="30">')
})

test('makes findings of what somebody must act on, errors of what is broken or unseen', async () => {
  const account = wellAccount()
  account.alarms.splice(0, 1, { AlarmName: 'votes-dev-alarm-errors', StateValue: 'INSUFFICIENT_DATA' })
  account.distribution.Status = 'InProgress'
  account.refusals['GetFunction'] = Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $fault: 'client',
  })
  const findings = healthFindings(await lookAt(account))
  expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
    ['health/functions-unseen', 'error'],
    ['health/distribution-status', 'warning'],
  ])
})
