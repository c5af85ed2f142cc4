import type { Arrival } from './arrival.js';
import { Pipeline } from './pipeline.js';
import { anonymise } from './steps/anonymise.js';
import { draft } from './steps/draft.js';
import { enrich } from './steps/enrich.js';
import { identify } from './steps/identify.js';
import { measure } from './steps/measure.js';
import { tellTime } from './steps/tell-time.js';
import { tellType } from './steps/tell-type.js';

/** What happens to an event between its arrival and the stream, in this order. */
export const ingest = Pipeline.of<Arrival>()
  .step('tell-type', tellType)
  .step('measure', measure)
  .step('draft', draft)
  .step('identify', identify)
  .step('tell-time', tellTime)
  .step('enrich', enrich)
  .step('anonymise', anonymise);
