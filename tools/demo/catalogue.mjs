// @ts-check

/** The platform that the demo plays: the names are invented, hosts and addresses are those reserved for documentation. */
export const SITE = 'https://bilten.example';
export const CURRENCY = 'EUR';

/**
 * @typedef {object} Happening
 * @property {string} id
 * @property {string} title
 * @property {string} category
 * @property {string} city
 * @property {number} price  In cents; 0 is free and taken by registration.
 * @property {number} weight
 */
/** @type {readonly Happening[]} */
export const HAPPENINGS = [
  { id: 'evt-river-jazz-night', title: 'River Jazz Night', category: 'music', city: 'Vienna', price: 3_450, weight: 16 },
  { id: 'evt-open-air-cinema', title: 'Open Air Cinema', category: 'film', city: 'Graz', price: 1_290, weight: 13 },
  { id: 'evt-northern-lights-festival', title: 'Northern Lights Festival', category: 'music', city: 'Tromso', price: 14_900, weight: 12 },
  { id: 'evt-street-food-market', title: 'Street Food Market', category: 'food', city: 'Ghent', price: 0, weight: 11 },
  { id: 'evt-indie-stage', title: 'Indie Stage: Five Bands, One Evening', category: 'music', city: 'Leipzig', price: 2_790, weight: 9 },
  { id: 'evt-machine-learning-meetup', title: 'Machine Learning Meetup', category: 'technology', city: 'Zurich', price: 0, weight: 8 },
  { id: 'evt-comedy-cellar', title: 'Comedy Cellar', category: 'stage', city: 'Dublin', price: 1_850, weight: 7 },
  { id: 'evt-city-half-marathon', title: 'City Half Marathon', category: 'sport', city: 'Porto', price: 4_500, weight: 6 },
  { id: 'evt-photo-walk', title: 'Photo Walk at Dawn', category: 'art', city: 'Lisbon', price: 0, weight: 5 },
  { id: 'evt-wine-and-chess', title: 'Wine and Chess', category: 'food', city: 'Turin', price: 2_400, weight: 5 },
  { id: 'evt-frontend-summit', title: 'Frontend Summit', category: 'technology', city: 'Rotterdam', price: 29_900, weight: 4 },
  { id: 'evt-opera-for-beginners', title: 'Opera for Beginners', category: 'stage', city: 'Verona', price: 5_200, weight: 4 },
  { id: 'evt-pottery-workshop', title: 'Pottery Workshop', category: 'art', city: 'Brno', price: 6_900, weight: 3 },
  { id: 'evt-bouldering-cup', title: 'Bouldering Cup', category: 'sport', city: 'Innsbruck', price: 1_500, weight: 3 },
  { id: 'evt-synthesizer-lab', title: 'Synthesizer Lab', category: 'music', city: 'Berlin', price: 3_900, weight: 2 },
  { id: 'evt-poetry-slam', title: 'Poetry Slam', category: 'stage', city: 'Cork', price: 0, weight: 2 },
];

/**
 * `from` and `to` are parts of the period; `intent` multiplies the chance to buy and `bounce` the chance to leave at once.
 * @typedef {object} Campaign
 * @property {string} id
 * @property {Readonly<Record<string, string>>} utm
 * @property {string} [clickId]  The parameter by which an advertiser knows the click.
 * @property {string} landing
 * @property {string} referrer
 * @property {number} from
 * @property {number} to
 * @property {number} weight
 * @property {number} intent
 * @property {number} bounce
 */
/** @type {readonly Campaign[]} */
export const CAMPAIGNS = [
  {
    id: 'weekly-newsletter',
    utm: { source: 'newsletter', medium: 'email', campaign: 'weekly-newsletter' },
    landing: '/events',
    referrer: '',
    from: 0,
    to: 1,
    weight: 4,
    intent: 1.7,
    bounce: 0.6,
  },
  {
    id: 'season-opening',
    utm: { source: 'google', medium: 'cpc', campaign: 'season-opening', term: 'concert tickets' },
    clickId: 'gclid',
    landing: '/',
    referrer: 'https://www.google.com/',
    from: 0,
    to: 0.4,
    weight: 7,
    intent: 1.1,
    bounce: 1,
  },
  {
    id: 'festival-stories',
    utm: { source: 'instagram', medium: 'paid_social', campaign: 'festival-stories', content: 'story-video' },
    landing: '/events/evt-northern-lights-festival',
    referrer: 'https://l.instagram.com/',
    from: 0.25,
    to: 0.6,
    weight: 8,
    intent: 0.6,
    bounce: 1.4,
  },
  {
    id: 'early-bird',
    utm: { source: 'facebook', medium: 'paid_social', campaign: 'early-bird', content: 'carousel' },
    clickId: 'fbclid',
    landing: '/events/evt-river-jazz-night',
    referrer: 'https://l.facebook.com/',
    from: 0.5,
    to: 0.8,
    weight: 6,
    intent: 1.2,
    bounce: 1.1,
  },
  {
    id: 'radio-partner',
    utm: { source: 'radio-nord', medium: 'referral', campaign: 'radio-partner' },
    landing: '/events',
    referrer: 'https://radio-nord.example/culture',
    from: 0.1,
    to: 0.9,
    weight: 3,
    intent: 1,
    bounce: 0.9,
  },
  {
    id: 'last-seats',
    utm: { source: 'display-network', medium: 'display', campaign: 'last-seats', content: 'banner-300x250' },
    landing: '/events/evt-indie-stage',
    referrer: 'https://ads.example/',
    from: 0.7,
    to: 1,
    weight: 6,
    intent: 1.4,
    bounce: 1.3,
  },
];

/** Where visitors come from without a campaign: on the first visit, and on later ones. */
export const SOURCES = [
  { referrer: '', landing: ['/', '/', '/events'], first: 26, later: 52 },
  { referrer: 'https://www.google.com/', landing: ['/', '/events', 'happening', 'happening'], first: 30, later: 14 },
  { referrer: 'https://duckduckgo.com/', landing: ['/', 'happening'], first: 4, later: 2 },
  { referrer: 'https://www.bing.com/', landing: ['/', 'happening'], first: 4, later: 2 },
  { referrer: 'https://l.instagram.com/', landing: ['happening'], first: 8, later: 5 },
  { referrer: 'https://t.co/8hJ2kQ', landing: ['happening', '/lab'], first: 4, later: 3 },
  { referrer: 'https://www.reddit.com/', landing: ['happening', '/lab'], first: 4, later: 2 },
  { referrer: 'https://city-guide.example/what-to-do', landing: ['/events', 'happening'], first: 8, later: 4 },
  { referrer: 'https://blog.makers.example/ai-toys', landing: ['/lab'], first: 3, later: 1 },
];

const chrome = (/** @type {string} */ platform) =>
  `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36`;

/** @type {readonly { userAgent: string, width: number, height: number, weight: number, bot?: true }[]} */
export const DEVICES = [
  {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    width: 390,
    height: 844,
    weight: 27,
  },
  {
    userAgent: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
    width: 412,
    height: 915,
    weight: 24,
  },
  {
    userAgent:
      'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    width: 384,
    height: 832,
    weight: 5,
  },
  { userAgent: chrome('Windows NT 10.0; Win64; x64'), width: 1_920, height: 1_080, weight: 17 },
  { userAgent: `${chrome('Windows NT 10.0; Win64; x64')} Edg/138.0.0.0`, width: 1_536, height: 864, weight: 5 },
  { userAgent: chrome('Macintosh; Intel Mac OS X 10_15_7'), width: 1_440, height: 900, weight: 6 },
  {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    width: 1_512,
    height: 982,
    weight: 5,
  },
  { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', width: 1_920, height: 1_080, weight: 3 },
  { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', width: 1_920, height: 1_200, weight: 2 },
  {
    userAgent:
      'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    width: 820,
    height: 1_180,
    weight: 4,
  },
  {
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    width: 411,
    height: 731,
    weight: 1.2,
    bot: true,
  },
  {
    userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    width: 1_024,
    height: 768,
    weight: 0.8,
    bot: true,
  },
];

export const LANGUAGES = [
  { language: 'en-GB', timezone: 'Europe/London', weight: 30 },
  { language: 'de-DE', timezone: 'Europe/Berlin', weight: 28 },
  { language: 'fr-FR', timezone: 'Europe/Paris', weight: 14 },
  { language: 'it-IT', timezone: 'Europe/Rome', weight: 10 },
  { language: 'pt-PT', timezone: 'Europe/Lisbon', weight: 8 },
  { language: 'ar-EG', timezone: 'Africa/Cairo', weight: 10 },
];

export const SEARCHES = [
  'jazz',
  'open air',
  'this weekend',
  'free events',
  'comedy',
  'festival',
  'vienna',
  'kids',
  'workshop',
  'running',
  'wine',
  'machine learning',
];

/** What people press on a page, as a part of the viewport's width and in pixels from the top. */
export const ELEMENTS = [
  { selector: 'nav a.events', x: 0.35, y: 40, weight: 5 },
  { selector: 'button.search', x: 0.82, y: 44, weight: 3 },
  { selector: 'article.card:nth-of-type(1)', x: 0.25, y: 420, weight: 6 },
  { selector: 'article.card:nth-of-type(2)', x: 0.55, y: 430, weight: 4 },
  { selector: 'button.book-now', x: 0.75, y: 610, weight: 7 },
  { selector: 'img.poster', x: 0.3, y: 380, weight: 2 },
  { selector: 'footer a.help', x: 0.5, y: 2_300, weight: 1 },
];

/**
 * The API behind each page: median time in milliseconds, how far it spreads, how often it fails and how.
 * @satisfies {Readonly<Record<string, { endpoint: string, median: number, spread: number, failing: number, status: number, error: string }>>}
 */
export const ENDPOINTS = {
  list: { endpoint: '/api/v1/events', median: 85, spread: 0.5, failing: 0.003, status: 503, error: 'database pool exhausted' },
  happening: { endpoint: '/api/v1/events/:id', median: 48, spread: 0.4, failing: 0.002, status: 500, error: 'unexpected null in venue' },
  search: { endpoint: '/api/v1/search', median: 620, spread: 0.8, failing: 0.012, status: 504, error: 'search index timed out' },
  recommendations: {
    endpoint: '/api/v1/recommendations',
    median: 1_350,
    spread: 0.6,
    failing: 0.02,
    status: 504,
    error: 'model did not answer in time',
  },
  cart: { endpoint: '/api/v1/cart', median: 70, spread: 0.4, failing: 0.004, status: 409, error: 'seats were taken meanwhile' },
  order: {
    endpoint: '/api/v1/orders',
    median: 480,
    spread: 0.7,
    failing: 0.045,
    status: 502,
    error: 'payment provider refused the connection',
  },
  account: { endpoint: '/api/v1/account', median: 60, spread: 0.4, failing: 0.002, status: 500, error: 'session store unreachable' },
  lab: { endpoint: '/api/v1/lab/experiments', median: 240, spread: 0.6, failing: 0.01, status: 429, error: 'too many experiments at once' },
};

/** Kinds of experiment in the lab: how liked, and how long they take. */
export const EXPERIMENTS = [
  { type: 'neural-art', weight: 9, median: 8_200 },
  { type: 'image-playground', weight: 8, median: 6_400 },
  { type: 'music-generator', weight: 6, median: 14_500 },
  { type: 'voice-cloning', weight: 3, median: 11_000 },
  { type: 'story-weaver', weight: 7, median: 3_900 },
  { type: 'dream-interpreter', weight: 4, median: 2_600 },
  { type: 'emotion-visualizer', weight: 2, median: 1_900 },
  { type: 'personality-mirror', weight: 4, median: 2_400 },
  { type: 'future-predictor', weight: 3, median: 2_200 },
  { type: 'battle-arena', weight: 3, median: 5_200 },
  { type: 'debate-arena', weight: 2, median: 7_100 },
  { type: 'other', weight: 1, median: 3_000 },
];
