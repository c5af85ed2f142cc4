import { allContracts } from '@bilten/contracts/catalog.js';
import { COMMON_FAULTS, type FaultKind } from '@bilten/contracts/kit/fault.js';
import { STATUS, TITLE } from '../http/problem.js';

export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bilten API</title><link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head>
<body><div id="api"></div><script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>`;

export const DOCS_SCRIPT = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: true });`;

/** Every code that a problem may carry, with its status and the operations that declare it. */
export function problemsPage() {
  const rows = catalogue().map(
    ({ code, kind, operations }) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${STATUS[kind]}</td><td>${TITLE[kind]}</td><td>${operations.join('<br>') || 'any'}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bilten: problems</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #ddd;vertical-align:top}:target{background:#fff6d5}</style></head>
<body><h1>Problems</h1>
<p>A failure is answered as <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one of these.</p>
<table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>Operations</th></tr>${rows.join('')}</table></body>
</html>`;
}

interface Entry {
  readonly code: string;
  readonly kind: FaultKind;
  readonly operations: string[];
}

function catalogue(): Entry[] {
  const entries = new Map<string, Entry>(Object.entries(COMMON_FAULTS).map(([code, kind]) => [code, { code, kind, operations: [] }]));
  for (const { faults, subject } of allContracts()) {
    for (const [code, kind] of Object.entries(faults ?? {})) {
      const entry = entries.get(code) ?? { code, kind, operations: [] };
      entry.operations.push(subject);
      entries.set(code, entry);
    }
  }
  return [...entries.values()].toSorted((a, b) => STATUS[a.kind] - STATUS[b.kind] || (a.code < b.code ? -1 : 1));
}
