import { parseTemplate, resolveTemplate } from '@project-utils/template'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMermaid } from './format-mermaid.ts'
import { formatSvg } from './format-svg.ts'
import { formatText } from './format-text.ts'
import { arrange } from './layers.ts'
import { layOut } from './layout.ts'
import { readGraph, type StackToDraw } from './read-graph.ts'

function stack(key: string, text: string, sources: StackToDraw['sources'] = {}): StackToDraw {
  const resolved = resolveTemplate(parseTemplate(text, `${key}.yaml`), {
    parameters: {},
    pseudo: { stackName: `shop-dev-${key}` },
  })
  return { key, name: `shop-dev-${key}`, resolved, sources }
}

const net = stack(
  'net',
  `Conditions: { Never: !Equals [a, b] }
Resources:
  Vpc: { Type: AWS::EC2::VPC }
  Subnet: { Type: AWS::EC2::Subnet, DependsOn: Gone, Properties: { VpcId: !Ref Vpc } }
  Absent: { Type: T, Condition: Never, Properties: { V: !Ref Vpc } }
Outputs:
  SubnetId: { Value: !Ref Subnet, Export: { Name: !Sub "\${AWS::StackName}-subnet" } }
  Size: { Value: 5 }
`,
)
const app = stack(
  'app',
  `Transform: AWS::Serverless-2016-10-31
Parameters: { Subnet: { Type: String }, Size: { Type: String } }
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Function:
    Type: AWS::Serverless::Function
    Properties: { A: !GetAtt Table.Arn, B: !Ref Table, C: !Ref Subnet, D: !Sub "\${Size}" }
  Policy: { Type: AWS::IAM::Policy, DependsOn: Table, Properties: { R: !Ref FunctionRole, "<odd>": !Sub "\${Table.Arn}/*" } }
  Queue: { Type: AWS::SQS::Queue, Properties: { I: !ImportValue shop-dev-net-subnet, J: !ImportValue other } }
`,
  { Subnet: [{ stack: 'net', output: 'SubnetId' }], Size: [{ stack: 'net', output: 'Size' }] },
)
const graph = readGraph([app, net])

describe('readGraph', () => {
  test('joins what refers to what, within stacks, through exports and through outputs', () => {
    expect(graph.edges.map(({ from, to, kinds, details }) => [from, to, kinds.join('+'), details.join('+')])).toEqual([
      ['app.Policy', 'app.Table', 'DependsOn+Sub', 'Arn'],
      ['app.Function', 'app.Table', 'GetAtt+Ref', 'Arn'],
      ['app.Function', 'net.Subnet', 'Output', 'SubnetId'],
      ['app.Function', 'net.Outputs.Size', 'Output', 'Size'],
      ['app.Policy', 'app.Function', 'Ref', ''],
      ['app.Queue', 'net.Subnet', 'ImportValue', 'shop-dev-net-subnet'],
      ['app.Queue', '.other', 'ImportValue', 'other'],
      ['net.Subnet', 'net.Vpc', 'Ref', ''],
    ])
  })

  test('leaves out what a condition rules out, and names what is no resource', () => {
    expect(graph.nodes.map(({ id, type }) => `${id} ${type}`)).toEqual([
      'app.Table AWS::DynamoDB::Table',
      'app.Function AWS::Serverless::Function',
      'app.Policy AWS::IAM::Policy',
      'app.Queue AWS::SQS::Queue',
      'net.Vpc AWS::EC2::VPC',
      'net.Subnet AWS::EC2::Subnet',
      'net.Outputs.Size Output',
      '.other Export',
    ])
  })
})

test('as text each resource is followed by what it refers to', () => {
  expect(formatText(graph)).toBe(`app (shop-dev-app)
  Table  DynamoDB Table
  Function  Serverless Function
    → Table (GetAtt, Ref Arn)
    → Subnet in net (Output SubnetId)
    → Size in net (Output Size)
  Policy  IAM Policy
    → Table (DependsOn, Sub Arn)
    → Function (Ref)
  Queue  SQS Queue
    → Subnet in net (ImportValue shop-dev-net-subnet)
    → other (ImportValue other)

net (shop-dev-net)
  Vpc  EC2 VPC
  Subnet  EC2 Subnet
    → Vpc (Ref)
  Size  Output

exported elsewhere
  other  Export`)
  expect(formatText(readGraph([]))).toBe('no resources')
})

test('as Mermaid each stack is a subgraph, and references between stacks are dotted', () => {
  expect(formatMermaid(graph)).toBe(`flowchart LR
  subgraph s0["app"]
    n0["Table<br/>DynamoDB Table"]
    n1["Function<br/>Serverless Function"]
    n2["Policy<br/>IAM Policy"]
    n3["Queue<br/>SQS Queue"]
  end
  subgraph s1["net"]
    n4["Vpc<br/>EC2 VPC"]
    n5["Subnet<br/>EC2 Subnet"]
    n6["Size<br/>Output"]
  end
  subgraph s2["exported elsewhere"]
    n7["other<br/>Export"]
  end
  n2 -->|"Arn"| n0
  n1 -->|"Arn"| n0
  n1 -.->|"SubnetId"| n5
  n1 -.->|"Size"| n6
  n2 --> n1
  n3 -.->|"shop-dev-net-subnet"| n5
  n3 -.->|"other"| n7
  n5 --> n4`)
})

test('as SVG every resource and reference is drawn, and no text breaks out of it', () => {
  const svg = formatSvg(
    readGraph([stack('a"<&>', 'Resources: { A: { Type: "x<y>::&::Z" }, B: { Type: T, Properties: { P: !Ref A } } }')]),
  )
  expect(svg).toContain('a&quot;&lt;&amp;&gt;')
  expect(svg).not.toContain('x<y>')
  const drawing = formatSvg(graph)
  expect(drawing.match(/<rect class="node"/g)).toHaveLength(graph.nodes.length)
  expect(drawing.match(/<path class="edge/g)).toHaveLength(graph.edges.length)
  expect(drawing).not.toMatch(/NaN|Infinity|undefined/)
})

describe('for all graphs', () => {
  const size = 12
  const pairs = fc.uniqueArray(
    fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([from, to]) => from !== to),
    { maxLength: 30, selector: String },
  )
  const ids = Array.from({ length: size }, (_, index) => `n${index}`)

  test('arrows go to the right, one column a step, and only circles turn some round', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const arrows = list.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` }))
        const { columns, ways } = arrange(ids, arrows)
        const column = new Map(columns.flatMap((names, index) => names.map((name): [string, number] => [name, index])))
        expect([...column.keys()].filter((name) => name.startsWith('n')).toSorted()).toEqual(ids.toSorted())
        const isOrdered = list.every(([from, to]) => from < to)
        for (const [{ from }, way] of ways) {
          for (let at = 1; at < way.length; at++) {
            expect(column.get(way[at] ?? '')).toBe((column.get(way[at - 1] ?? '') ?? 0) + 1)
          }
          if (isOrdered) expect(way[0]).toBe(from)
        }
      }),
    )
  })

  test('no box covers another, and all lie within their stack', () => {
    fc.assert(
      fc.property(pairs, fc.nat(size), (list, cut) => {
        const nodes = ids.map((id, index) => ({ id, stack: index < cut ? 'a' : 'b', label: id, type: 'T' }))
        const edges = list.map(([from, to]) => ({ from: `n${from}`, to: `n${to}`, kinds: [], details: [] }))
        const stacks = ['a', 'b'].map((key) => ({ key, name: key }))
        const layout = layOut({ stacks, nodes, edges })
        expect([layout.nodes.length, layout.edges.length]).toEqual([nodes.length, edges.length])
        for (const [index, one] of layout.nodes.entries()) {
          const around = layout.stacks.find(({ title }) => title === one.node.stack)
          expect(around !== undefined && one.x >= around.x && one.x + one.width <= around.x + around.width).toBe(true)
          expect(around !== undefined && one.y >= around.y && one.y + one.height <= around.y + around.height).toBe(true)
          for (const other of layout.nodes.slice(index + 1)) {
            const isApart =
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x ||
              one.y + one.height <= other.y ||
              other.y + other.height <= one.y
            expect(isApart).toBe(true)
          }
        }
      }),
    )
  })
})
