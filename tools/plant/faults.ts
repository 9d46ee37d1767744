import { answerFaults } from './answer-faults.ts'
import { dataFaults } from './data-faults.ts'
import type { Fault } from './fault.ts'
import { gatewayFaults } from './gateway-faults.ts'
import { pageFaults, siteFaults } from './site-faults.ts'

/** Every fault that is planted into the sample; those that only a browser sees come last. */
export const faults: readonly Fault[] = [...answerFaults, ...dataFaults, ...gatewayFaults, ...siteFaults, ...pageFaults]
