/** The spec has `/api/v1/...`; `/api/...` is an alias of every route. */
export const PREFIXES = ['/api/v1', '/api'] as const;
