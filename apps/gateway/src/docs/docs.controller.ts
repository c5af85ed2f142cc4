import { Controller, Get, Header } from '@nestjs/common';
import { openApi } from './openapi.js';
import { DOCS_PAGE, DOCS_SCRIPT, problemsPage } from './pages.js';

/** The documentation of the API, made from the contracts. */
@Controller('api')
export class DocsController {
  private readonly document = openApi();

  @Get('openapi.json')
  openApi() {
    return this.document;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page() {
    return DOCS_PAGE;
  }

  @Get('docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script() {
    return DOCS_SCRIPT;
  }

  @Get('docs/problems')
  @Header('content-type', 'text/html; charset=utf-8')
  problems() {
    return problemsPage();
  }
}
