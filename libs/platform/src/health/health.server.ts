import { createServer, type Server } from 'node:http';
import { log } from '../telemetry/log.js';
import { registry } from '../telemetry/metrics.js';
import type { Health } from './health.js';

/** A small HTTP door for container health checks and Prometheus; only opened when `HEALTH_PORT` is set. */
export function openHealthPort(port: number, health: Health): Server {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json') =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const failed = (error: unknown) => answer(500, JSON.stringify({ error: String(error) }));
    if (request.url === '/health/live') answer(200, '{"alive":true}');
    else if (request.url === '/health/ready')
      health.report().then((report) => answer(report.ready ? 200 : 503, JSON.stringify(report)), failed);
    else if (request.url === '/metrics') registry.metrics().then((text) => answer(200, text, registry.contentType), failed);
    else answer(404, '{}');
  });
  // The service works without it; whoever looks at the port will notice.
  server.on('error', (error) => log.error({ err: error, port }, 'the health port could not be opened'));
  return server.listen(port);
}
