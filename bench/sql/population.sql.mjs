// @ts-check

const PERSONS = 100_000;
const DAYS = 30;
const PAGES = 200;

/** How many of a thousand events have which kind and name. */
const NAMES = /** @type {const} */ ([
  [380, 'activity', 'page_view'],
  [90, 'activity', 'scroll'],
  [110, 'activity', 'click'],
  [40, 'activity', 'search'],
  [25, 'activity', 'add_to_cart'],
  [12, 'activity', 'begin_checkout'],
  [110, 'event-interaction', 'event_view'],
  [20, 'event-interaction', 'event_like'],
  [10, 'event-interaction', 'event_bookmark'],
  [8, 'event-interaction', 'event_share'],
  [8, 'conversion', 'purchase'],
  [5, 'conversion', 'signup'],
  [4, 'conversion', 'registration'],
  [118, 'performance', 'performance'],
  [60, 'heatmap', 'heatmap'],
]);

/** Chance that repeats itself: a number from 0 to just under 1 that depends on the words alone. */
const chance = (/** @type {string} */ word, /** @type {string} */ of) => `(sipHash64('${word}', ${of}) / 18446744073709551616.)`;
const oneOf = (/** @type {string} */ word, /** @type {string} */ of, /** @type {string} */ list) =>
  `${list}[1 + toUInt32(length(${list}) * ${chance(word, of)})]`;

/** By the shares above, from a number 0 to 999. */
function named(/** @type {1 | 2} */ column) {
  let end = 0;
  const cases = NAMES.map((name) => `die < ${(end += name[0])}, '${name[column]}'`);
  return `multiIf(${cases.join(', ')}, '')`;
}

/**
 * Fills the table `events` with so many events from this number on; the same number is always the same event. Sessions have 1, 2, 3, 4, 6 or 8
 * events, some persons come far more often than others, and pages are visited as unevenly.
 * {from}, {count} and {until} (milliseconds) are its parameters.
 */
export const POPULATION = `
  insert into events (
    id, arrival, kind, name, occurred_at, received_at, user_id, visitor_id, session_id, page_url, referrer, event_id, value, campaign_id, endpoint, response_time, status_code,
    element_selector, x_position, y_position, click_count, hover_count, scroll_depth, data, browser, os, device, language, referrer_domain, channel, ip_hash, bot,
    country, utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_id)
  with
    number % 24 as place,
    multiIf(place < 1, 0, place < 3, 1, place < 6, 2, place < 10, 3, place < 16, 4, 5) as ordinal,
    [0, 1, 3, 6, 10, 16] as starts,
    intDiv(number, 24) * 6 + ordinal as session,
    place - starts[ordinal + 1] as step,
    toUInt32(${PERSONS} * pow(${chance('person', 'session')}, 2)) as person_number,
    sipHash64('name', number) % 1000 as die,
    ${named(1)} as kind_,
    'https://bilten.example/events/evt-' || toString(toUInt32(${PAGES} * pow(${chance('page', 'number')}, 3))) as page,
    toInt64({until:Int64} - ${DAYS} * 86400000 * ${chance('start', 'session')} + step * (5000 + 40000 * ${chance('pace', 'session')})) as at,
    kind_ in ('activity', 'event-interaction', 'conversion') as is_done
  select
    reinterpretAsUUID(sipHash128('event', number)), number + 1, kind_, ${named(2)},
    fromUnixTimestamp64Milli(at, 'UTC'), fromUnixTimestamp64Milli(at + 300, 'UTC'),
    if(${chance('account', 'person_number')} < 0.3, 'user-' || toString(person_number), ''), 'visitor-' || toString(person_number), 'session-' || toString(session),
    if(kind_ = 'performance', '', page), if(is_done and step = 0, 'https://www.google.com/', ''),
    if(kind_ = 'event-interaction', 'evt-' || toString(toUInt32(${PAGES} * ${chance('event', 'number')})), ''),
    if(kind_ = 'conversion', toDecimal64(toInt64(1000 + 30000 * ${chance('value', 'number')}) / 100, 6), 0), if(${chance('campaign', 'session')} < 0.2, 'season-opening', ''),
    if(kind_ = 'performance', '/api/v1/' || ${oneOf('endpoint', 'number', `['events', 'search', 'cart', 'orders', 'recommendations', 'users/me', 'tickets', 'lab']`)}, ''),
    if(kind_ = 'performance', toUInt32(20 + 300 * pow(${chance('time', 'number')}, 4)), 0), if(kind_ = 'performance', if(${chance('status', 'number')} < 0.02, 500, 200), 0),
    if(kind_ = 'heatmap', ${oneOf('element', 'number', `['#buy', '.event-card', 'nav a', '.share', 'footer a']`)}, ''),
    if(kind_ = 'heatmap', toUInt32(1400 * ${chance('x', 'number')}), 0), if(kind_ = 'heatmap', toUInt32(3000 * ${chance('y', 'number')}), 0),
    if(kind_ = 'heatmap', toUInt32(sipHash64('clicks', number) % 2), null), if(kind_ = 'heatmap', toUInt32(1 + sipHash64('hovers', number) % 3), null),
    if(kind_ = 'heatmap', toFloat64(sipHash64('scroll', number) % 101), null),
    if(is_done, '{"position":' || toString(die) || ',"category":"music","title":"River Jazz Night"}', ''),
    ${oneOf('browser', 'person_number', `['Chrome', 'Safari', 'Firefox', 'Edge']`)}, ${oneOf('os', 'person_number', `['Windows', 'iOS', 'Android', 'macOS', 'Linux']`)},
    ${oneOf('device', 'person_number', `['mobile', 'desktop', 'tablet']`)}, ${oneOf('language', 'person_number', `['en', 'de', 'fr', 'bs']`)},
    if(is_done and step = 0, 'google.com', ''), if(is_done, if(step = 0, 'organic-search', 'direct'), ''), toString(sipHash64('address', person_number)),
    ${chance('bot', 'person_number')} < 0.02,
    '', '', '', '', '', '', ''
  from numbers({from:UInt64}, {count:UInt64})`;
