import { isKnownMap, type ResolvedMap, type ResolvedValue } from '@project-utils/template'

/** What everybody may reach through a security group, such as `tcp 22` or `all ports`; empty for any other type. */
export function openPorts(type: string, properties: ResolvedMap): readonly string[] {
  if (type === 'AWS::EC2::SecurityGroupIngress' || type === 'AWS::EC2::SecurityGroup') {
    const rules = type === 'AWS::EC2::SecurityGroup' ? properties['SecurityGroupIngress'] : properties
    const list = Array.isArray(rules) ? rules : [rules]
    return list.flatMap((rule: ResolvedValue | undefined) => (isKnownMap(rule) && isOpen(rule) ? [portsOf(rule)] : []))
  }
  return []
}

function isOpen(rule: ResolvedMap): boolean {
  return rule['CidrIp'] === '0.0.0.0/0' || rule['CidrIpv6'] === '::/0'
}

function portsOf(rule: ResolvedMap): string {
  const protocol = String(rule['IpProtocol'] ?? '-1')
  if (protocol === '-1') return 'all ports'
  const [from, to] = [rule['FromPort'], rule['ToPort']].map((port) => (port === undefined ? '' : String(port)))
  if (from === '' || from === '-1' || (from === '0' && to === '65535')) return `all ports by ${protocol}`
  return `${protocol} ${from === to || to === '' ? from : `${from}-${to}`}`
}
