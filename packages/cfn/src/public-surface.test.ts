import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { permissions } from './permissions.ts'

const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

describe('the public surface', () => {
  test('importing it loads no SDK client and no YAML parser', () => {
    const script = `
      import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found } })
      await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
      console.log(JSON.stringify(loaded.filter((url) => /node_modules.(@aws-sdk|@smithy|yaml|valibot)/.test(url))))`
    const args = ['--conditions=@project-utils/source', '--input-type=module', '--eval', script]
    expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual([])
  })

  test('every CloudFormation command that is used has its permission', () => {
    const commands = [...source('sdk.ts').matchAll(/(\w+)Command/g)].map(([, name]) => `cloudformation:${name}`)
    // Cloud Control's action is one of CloudFormation's.
    expect(permissions.filter((action) => action.startsWith('cloudformation:'))).toEqual(
      [...commands, 'cloudformation:GetResource'].toSorted(),
    )
  })

  test('every other command that is used has its permission', () => {
    // Names of commands that are not names of actions. Source: the service authorization reference.
    const actions: Readonly<Record<string, string>> = {
      'client-s3 HeadBucket': 's3:ListBucket',
      'client-s3 ListObjectVersions': 's3:ListBucketVersions',
    }
    const services: Readonly<Record<string, string>> = {
      'client-cloudwatch-logs': 'logs',
      'client-secrets-manager': 'secretsmanager',
    }
    const files = readdirSync(new URL('clients', import.meta.url)).filter((file) => file !== 'cloudcontrol.ts')
    const text = files.map((file) => source(`clients/${file}`)).join('')
    const needed = [...text.matchAll(/\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)].flatMap(([, names = '', client = '']) =>
      [...names.matchAll(/(\w+)Command/g)].map(([, name]) => {
        const service = services[client] ?? client.replace('client-', '')
        return actions[`${client} ${name}`] ?? `${service}:${name}`
      }),
    )
    const listed = permissions.filter((action) => !action.startsWith('cloudformation:'))
    expect([...new Set(needed)].toSorted()).toEqual([...listed].toSorted())
  })
})
