import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.rules.js';

describe('a line of CSV', () => {
  it.each<[string, unknown[], string]>([
    ['plain text', ['a', 'b'], 'a,b\r\n'],
    ['nothing', [null, undefined, ''], ',,\r\n'],
    ['commas, quotes and line ends', ['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    ['numbers and flags', [12, -3.5, true], '12,-3.5,true\r\n'],
    ['a formula', ['=1+1', '@sum(A1)', '-cmd', '+x'], "'=1+1,'@sum(A1),'-cmd,'+x\r\n"],
    ['a formula that needs quotes', ['=HYPERLINK("x")'], '"\'=HYPERLINK(""x"")"\r\n'],
    ['text that is a signed number', ['-12.50', '+3'], '-12.50,+3\r\n'],
    ['a tab or a carriage return in front', ['\tx', '\rx'], '\'\tx,"\'\rx"\r\n'],
  ])('holds %s', (_what, cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});
