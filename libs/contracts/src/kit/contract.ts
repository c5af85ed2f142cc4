import type { Access } from './access.js';
import type { FaultKind } from './fault.js';
import type { HttpBinding } from './http.js';

/** A class without constructor arguments: it exists at run time, so that input can be validated against it. */
export type Shape<T extends object = object> = new () => T;

/** A list answered in pages: `next` is the opaque cursor of the next page, null on the last one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}
export interface PageOf<S extends Shape = Shape> {
  readonly page: S;
}
export interface ListOf<S extends Shape = Shape> {
  readonly list: S;
}
/** An answer of many, in pages. */
export const page = <S extends Shape>(of: S): PageOf<S> => ({ page: of });
/** An answer of a few, whole. */
export const list = <S extends Shape>(of: S): ListOf<S> => ({ list: of });

export type Answer = Shape | PageOf | ListOf;

/** What an operation takes and gives, who may call it, how it may fail, and where it is found. */
export interface Procedure<Req extends Shape = Shape, Res extends Answer = Answer, Code extends string = string> {
  /** One sentence for the documentation. */
  readonly summary: string;
  readonly http?: HttpBinding;
  readonly access: Access;
  readonly request: Req;
  readonly response?: Res;
  readonly faults?: Readonly<Record<Code, FaultKind>>;
  /** How long a client waits for the answer, in milliseconds; 2,000 unless told. */
  readonly deadlineMs?: number;
  /** The handler judges the request itself, because a refusal is data to it (a rejected event is counted and kept). */
  readonly judgedByHandler?: true;
  /** Calls made at the same time share one message: for small requests that come in great number. */
  readonly bundled?: true;
  /** The gateway answers it piece by piece out of other operations; no service handles it. */
  readonly streamed?: true;
}
/** A procedure that has been given its subject. */
export type Contract<P extends Procedure = Procedure> = P & { readonly subject: string };

export type RequestOf<P extends Procedure> = InstanceType<P['request']>;
export type ResponseOf<P extends Procedure> = P extends { response: PageOf<Shape<infer Row>> }
  ? Page<Row>
  : P extends { response: ListOf<Shape<infer Row>> }
    ? Row[]
    : P extends { response: Shape<infer One> }
      ? One
      : void;
export type FaultOf<P extends Procedure> = P extends { faults: infer F } ? Extract<keyof F, string> : never;

export type Service<P extends Record<string, Procedure> = Record<string, Procedure>> = {
  readonly [K in keyof P]: Contract<P[K]>;
};
/** The one shape that a service implements and its clients offer. */
export type Api<S extends Service> = {
  [K in keyof S]: (request: RequestOf<S[K]>) => Promise<ResponseOf<S[K]>>;
};

/** Gives each procedure its subject: the service's name and the procedure's key, so a subject is never written by hand. */
export function defineService<const P extends Record<string, Procedure>>(name: string, procedures: P): Service<P> {
  const bound = Object.entries(procedures).map(([key, procedure]) => [key, { ...procedure, subject: `${name}.${kebab(key)}` }]);
  return Object.fromEntries(bound) as Service<P>;
}

/** `placeOrder` as `place-order`. */
export const kebab = (word: string) => word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The service that owns a contract: the first word of its subject. */
export const ownerOf = ({ subject }: Contract) => subject.slice(0, subject.indexOf('.'));
