import type { Rule } from './rule.ts'
import { numberOf, sitesOf } from './site.ts'

/** Alarms that CloudWatch refuses. */
export const alarmSettings: Rule = {
  id: 'template/alarm-settings',
  category: 'correctness',
  severity: 'error',
  summary: 'The periods of an alarm are ones that CloudWatch has, and it looks at one metric or at several, not both.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
  *check(input) {
    for (const { properties, at, logicalId } of sitesOf(input, 'AWS::CloudWatch::Alarm')) {
      const has = (key: string): boolean => properties[key] !== undefined
      const [period, periods] = [numberOf(properties['Period']), numberOf(properties['EvaluationPeriods'])]
      const points = numberOf(properties['DatapointsToAlarm'])
      if (period !== undefined && ![10, 20, 30].includes(period) && (period <= 0 || period % 60 !== 0)) {
        const message = `a period is 10, 20 or 30 seconds or a multiple of 60, not ${period}`
        yield { path: at('Period'), message, fix: `write ${Math.max(60, Math.round(period / 60) * 60)}` }
      }
      const most = (period ?? 0) >= 3600 ? 604_800 : 86_400
      if (period !== undefined && periods !== undefined && period * periods > most) {
        const message = `${logicalId} looks at ${period * periods} seconds, ${most} are allowed`
        yield { path: at('EvaluationPeriods'), message, fix: 'look at fewer or shorter periods' }
      }
      if (points !== undefined && periods !== undefined && points > periods) {
        const message = `DatapointsToAlarm ${points} is more than EvaluationPeriods ${periods}`
        yield { path: at('DatapointsToAlarm'), message, fix: `write ${periods} or less` }
      }
      if (has('Statistic') && has('ExtendedStatistic')) {
        const message = 'an alarm has Statistic or ExtendedStatistic, not both'
        yield { path: at('ExtendedStatistic'), message, fix: 'remove one of the two' }
      }
      const single = ['MetricName', 'Namespace', 'Period', 'Statistic', 'ExtendedStatistic', 'Dimensions'].find(has)
      if (has('Metrics') && single !== undefined && single !== 'Dimensions') {
        const message = `${single} is for an alarm on one metric; this one has Metrics`
        yield { path: at(single), message, fix: 'move it into Metrics' }
      }
      if (has('Metrics') || has('MetricName') || has('EvaluationCriteria')) continue
      yield {
        path: at(),
        message: `${logicalId} looks at no metric`,
        fix: 'add "MetricName" and "Namespace", or "Metrics"',
      }
    }
  },
}
