import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExportPage, type ExportRequest, exports, type ExportsApi } from '@bilten/contracts/analytics/exports.contract.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
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
    // Where an export goes on is between the gateway and the service.
    if ('after' in asked) throw commonFault('invalid', '/after: after is not a field of this request');
    const pageAfter = (after?: string) => runIn(context, () => patiently(() => this.exports.page(after ? { ...asked, after } : asked)));
    const first = await pageAfter();
    const format = asked.format ?? 'json';
    reply.header('content-disposition', `attachment; filename="${asked.dataType}.${format}"`);
    reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
    return reply.send(Readable.from(format === 'csv' ? csvOf(first, pageAfter) : jsonOf(first, pageAfter), { objectMode: false }));
  }
}

const TRIES = 5;
const AGAIN_MS = 1_000;

/** A page can be asked for again: a service that was restarted meanwhile goes on where it was. */
async function patiently(ask: () => Promise<ExportPage>): Promise<ExportPage> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || !(error instanceof Fault) || error.kind !== 'unavailable') throw error;
      await sleep(AGAIN_MS);
    }
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
