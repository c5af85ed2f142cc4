import { Readable } from 'node:stream';
import { type ExportPage, type ExportRequest, exports, type ExportsApi } from '@bilten/contracts/analytics/exports.contract.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { runIn } from '@bilten/platform/context/context.js';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Callers } from '../callers/callers.js';
import { requestOf } from '../http/request-of.js';

/** An export, page after page, as fast as the client reads: memory stays constant however much leaves. */
@Controller(['api/v1', 'api'])
export class ExportController {
  constructor(
    @InjectClient(exports) private readonly exports: ExportsApi,
    private readonly callers: Callers,
  ) {}

  @Post('tracking/export')
  @HttpCode(200)
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const context = { ...this.callers.contextOf(request), caller: await this.callers.identify(request, exports.download.access) };
    const asked = requestOf(exports.download, request) as ExportRequest;
    const pageAfter = (after?: string) => runIn(context, () => this.exports.page(after ? { ...asked, after } : asked));
    const first = await pageAfter();
    const format = asked.format ?? 'json';
    reply.header('content-disposition', `attachment; filename="${asked.dataType}.${format}"`);
    reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
    return reply.send(Readable.from(format === 'csv' ? csvOf(first, pageAfter) : jsonOf(first, pageAfter), { objectMode: false }));
  }
}

type PageAfter = (after: string) => Promise<ExportPage>;

async function* pagesFrom(first: ExportPage, pageAfter: PageAfter): AsyncGenerator<ExportPage> {
  let page = first;
  yield page;
  while (page.next) {
    page = await pageAfter(page.next);
    yield page;
  }
}

async function* csvOf(first: ExportPage, pageAfter: PageAfter) {
  yield first.header;
  for await (const { text } of pagesFrom(first, pageAfter)) yield text;
}

async function* jsonOf(first: ExportPage, pageAfter: PageAfter) {
  yield '{"success":true,"data":[';
  let separator = '';
  for await (const { text, rows } of pagesFrom(first, pageAfter)) {
    if (rows > 0) yield separator + text;
    if (rows > 0) separator = ',';
  }
  yield ']}';
}
