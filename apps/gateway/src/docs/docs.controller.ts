import { Controller, Get, Header, Redirect } from '@nestjs/common';
import { openApi } from './openapi.js';
import { DOCS_PAGE, DOCS_SCRIPT, problemsPage } from './pages.js';

/** The documentation of the API, made from the contracts. */
@Controller()
export class DocsController {
  private readonly document = openApi();

  /** Where somebody who opens the address in a browser is taken, until there is a dashboard. */
  @Get()
  @Redirect('/api/docs', 302)
  root() {}

  @Get('api/openapi.json')
  openApi() {
    return this.document;
  }

  @Get('api/docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page() {
    return DOCS_PAGE;
  }

  @Get('api/docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script() {
    return DOCS_SCRIPT;
  }

  @Get('api/docs/problems')
  @Header('content-type', 'text/html; charset=utf-8')
  problems() {
    return problemsPage();
  }
}
