import { staff } from '../kit/access.js';
import { type Api, defineService } from '../kit/contract.js';
import { Flag, Id, Meaning, Moment, Nested, OneOf, Optional, Text, Whole } from '../kit/fields.js';
import { post } from '../kit/http.js';

export const EXPORT_TYPES = [
  'user_activity',
  'event_interactions',
  'conversions',
  'performance',
  'heatmap',
  'lab_experiments',
  'all',
] as const;
export type ExportType = (typeof EXPORT_TYPES)[number];
export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportFilters {
  @Optional() @Id() userId?: string;
  @Optional() @Id() sessionId?: string;
  @Optional() @Text() eventType?: string;
  @Optional() @Id() eventId?: string;
  @Optional() @Id() campaignId?: string;
}
export class ExportDateRange {
  @Optional() @Moment() startDate?: string;
  @Optional() @Moment() @Meaning('Included.') endDate?: string;
}
export class ExportRequest {
  @OneOf(EXPORT_TYPES) dataType: ExportType;
  @Optional() @OneOf(EXPORT_FORMATS) @Meaning('`json` unless given.') format?: ExportFormat;
  @Optional() @Nested(() => ExportFilters) filters?: ExportFilters;
  @Optional() @Nested(() => ExportDateRange) dateRange?: ExportDateRange;
}
export class ExportPageRequest extends ExportRequest {
  @Optional() @Text({ max: 1_000 }) @Meaning('Where the page before ended; carries the moment of the snapshot.') after?: string;
}
export class ExportPage {
  @Text({ min: 0 }) @Meaning('The rows in the format that was asked for, without any frame.') text: string;
  @Whole() rows: number;
  @Text({ min: 0 }) @Meaning('The CSV header line; empty for JSON.') header: string;
  @Optional() @Text() @Meaning('Cursor of the next page; absent on the last.') next?: string;
  @Flag() @Meaning('Whether this is the first page.') first: boolean;
}

/** All rows out, as of one moment, in pages of constant size. */
export const exports = defineService('analytics.exports', {
  download: {
    summary: 'Export analytics data as CSV or JSON, streamed',
    http: post('/tracking/export', { status: 200 }),
    access: staff('analyst', 'analytics:read'),
    request: ExportRequest,
    streamed: true,
  },
  page: {
    summary: 'One page of an export',
    access: staff('analyst', 'analytics:read'),
    request: ExportPageRequest,
    response: ExportPage,
    faults: { unknownCursor: 'invalid', invalidRange: 'invalid' },
    deadlineMs: 20_000,
  },
});
export type ExportsApi = Omit<Api<typeof exports>, 'download'>;
