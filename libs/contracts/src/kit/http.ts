export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Where an operation is found over HTTP. Paths have no prefix: the gateway serves each under `/api/v1` and `/api`. */
export interface HttpBinding {
  readonly method: HttpMethod;
  readonly path: string;
  /** The status of a success. */
  readonly status: number;
  /** What a success says in `message`. */
  readonly message?: string;
}
interface Extras {
  readonly status?: number;
  readonly message?: string;
}

const bind =
  (method: HttpMethod, usual: number) =>
  (path: string, extras: Extras = {}): HttpBinding => ({
    method,
    path,
    status: usual,
    ...extras,
  });
export const get = bind('GET', 200);
export const post = bind('POST', 201);
export const put = bind('PUT', 200);
export const patch = bind('PATCH', 200);
export const del = bind('DELETE', 200);
