import { frontDoor, localAddress } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { apiResources, createStack, putText, siteResources } from './sample-stack.ts'
import { readFileSync } from 'node:fs'

let local: TestCloud
beforeAll(async () => { local = await testCloud(process.env['RAW'] ? { repairs: [] } : {}) })
afterAll(() => { console.log(readFileSync(local.options.folder + '/emulator.log', 'utf8')); return local.stop() })

test('explore', async () => {
  for (const account of ['000000000000', '111111111111']) {
  const code = 'exports.handler = async (event) => ({ statusCode: 200, headers: {"x-a": "b"}, body: JSON.stringify({ env: process.env, version: process.version, event, cwd: process.cwd() }) })'
  const outputs = await createStack(local.endpoint, account, 'sample', { ...apiResources(code), ...siteResources('sample-site-' + account) }, {
    ApiUrl: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, Domain: { 'Fn::GetAtt': ['Distribution', 'DomainName'] },
    Url: {'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/x'} })
  await putText(local.endpoint, account, 'sample-site-' + account, 'index.html', '<h1>hello</h1>')
  console.log(outputs)
  for (const [k, v] of Object.entries(outputs)) console.log(k, await localAddress(local.cloud, v))
  const api = await localAddress(local.cloud, outputs['ApiUrl']!)
  const t = async (u: string, o: any = {}) => { const r = await fetch(u, {redirect: 'manual', ...o}); console.log(o.method ?? 'GET', u, r.status, JSON.stringify([...r.headers]), (await r.text()).slice(0, account[0] === '0' && u === api + '/hello' ? 5000 : 200)) }
  await t(api + '/hello'); await t(api)
  await t(api + '/hello', { method: 'OPTIONS', headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'GET' } })
  const door = await frontDoor(local.cloud, outputs['Domain']!)
  for (const p of ['/', '/index.html', '/deep/link', '/health', '/logout', '/api/x?y=1', '/_ministack/reset', '/iceberg/x']) await t(door + p)
  await t(door + '/api/x', { method: 'POST', body: 'x' })
  }
})
