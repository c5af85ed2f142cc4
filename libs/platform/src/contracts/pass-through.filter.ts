import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';

/** Nest's own filter would hide the class of an error; `serve` and `FactListener` need the error itself. */
@Catch()
export class PassThroughFilter implements RpcExceptionFilter {
  catch(error: unknown) {
    return throwError(() => error);
  }
}
