// @ts-check
import { acknowledgement } from './rows/acknowledgement.mjs';
import { intakeBatches } from './rows/intake-batches.mjs';
import { intakeSingle } from './rows/intake-single.mjs';
import { reports } from './rows/reports.mjs';
import { visibility } from './rows/visibility.mjs';

/** In the order in which they are measured. @type {readonly import('./rows/row.mjs').Row[]} */
export const ROWS = [intakeBatches, intakeSingle, acknowledgement, visibility, reports];
