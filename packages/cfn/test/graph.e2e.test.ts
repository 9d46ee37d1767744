import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser, openBrowser } from '../../../tools/browser.ts'
import { openProject, type TestProject } from './run-cfn.ts'

const nowhere = 'http://127.0.0.1:9'
let project: TestProject

beforeAll(() => {
  project = openProject(nowhere, {
    'project.yaml':
      'project: shop\nenvironments: { local: { target: local, region: us-east-1 } }\nstacks:\n  net: { template: net.yaml }\n  app: { template: app.yaml, parameters: { Vpc: "${outputs.net.VpcId}" } }\n',
    'net.yaml':
      'Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } } }\nOutputs: { VpcId: { Value: !Ref Vpc } }\n',
    'app.yaml':
      'Transform: AWS::LanguageExtensions\nParameters: { Vpc: { Type: String } }\nResources:\n  Fn::ForEach::Groups:\n    - Name\n    - [One, ALongerNameThanOthers]\n    - "Group${Name}": { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: g, VpcId: !Ref Vpc } }\n  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !Ref GroupOne, IpProtocol: tcp } }\n  Alone: { Type: AWS::SQS::Queue }\n',
  })
})
afterAll(() => project?.close())

describe('project-cfn graph', () => {
  test('prints the stacks of a project as text, without asking anybody', async () => {
    const { code, stdout, stderr } = await project.run('graph')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`net (shop-local-net)
  Vpc  EC2 VPC

app (shop-local-app)
  GroupOne  EC2 SecurityGroup
    → Vpc in net (Output VpcId)
  GroupALongerNameThanOthers  EC2 SecurityGroup
    → Vpc in net (Output VpcId)
  Rule  EC2 SecurityGroupIngress
    → GroupOne (Ref)
  Alone  SQS Queue
`)
  })

  test('prints Mermaid of any template', async () => {
    const { code, stdout } = await project.run('graph', './net.yaml', '--form', 'mermaid')
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'flowchart LR'])
    expect(stdout).toContain('n0["Vpc<br/>EC2 VPC"]')
  })

  test('gives nodes and edges as data', async () => {
    const { data, ok } = await project.json<{ nodes: unknown[]; edges: unknown[] }>('graph')
    expect([ok, data?.nodes.length, data?.edges.length]).toEqual([true, 5, 3])
  })

  test('refuses stacks and templates at once', async () => {
    const { exitCode, problems } = await project.json('graph', 'net', './net.yaml')
    expect([exitCode, problems?.[0]?.code]).toEqual([2, 'CFN_GRAPH_MIXED'])
  })

  test('draws SVG that a browser shows: every text within its box, in light and in dark', async (context) => {
    const found = findBrowser()
    if ('missing' in found) return context.skip(found.missing)
    const { stdout } = await project.run('graph', '--form', 'svg')
    const browser = await openBrowser(found.path)
    try {
      const page = await browser.newPage()
      const seen: unknown[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setContent(`<body>${stdout}</body>`)
        seen.push(
          await page.evaluate(`(() => {
          const boxes = [...document.querySelectorAll('g')].map((g) => {
            const box = g.querySelector('rect.node').getBBox()
            return [...g.querySelectorAll('text')].every((text) => {
              const own = text.getBBox()
              return own.x >= box.x && own.x + own.width <= box.x + box.width
            })
          })
          const paths = [...document.querySelectorAll('path.edge')].map((path) => path.getTotalLength() > 10)
          return { boxes, paths, page: getComputedStyle(document.querySelector('rect.page')).fill }
        })()`),
        )
      }
      const shapes = { boxes: [true, true, true, true, true], paths: [true, true, true] }
      expect(seen).toEqual([
        { ...shapes, page: 'rgb(255, 255, 255)' },
        { ...shapes, page: 'rgb(20, 24, 31)' },
      ])
    } finally {
      await browser.close()
    }
  })
})
