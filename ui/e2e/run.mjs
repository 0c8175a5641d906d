// Walks through every page of a running Millrace in a real browser, at both sizes.
//   npm run e2e -- --url http://127.0.0.1:7070 --token T [--shots folder] [--views desktop,phone] [--still]
// Ends with 1 and names every expectation that was not met. --still: nothing need move. Views are
// desktop, which is looked at in light and in dark, and phone.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { enter, launch, option } from './browser.mjs';

const url = option('url', 'http://127.0.0.1:7070').replace(/\/$/, '');
const token = option('token', '');
const shots = option('shots', 'target/screens');
const still = process.argv.includes('--still');
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const AXE = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const PATIENCE = 30_000;

mkdirSync(shots, { recursive: true });
const misses = [];
const miss = (where, what) => {
  misses.push(`${where}: ${what}`);
  console.log(`  MISSED ${what}`);
};

const encoded = (sql) => encodeURIComponent(sql);
const COUNT =
  'SELECT sum(n) AS changes FROM (SELECT count(*) AS n FROM model.sales_order UNION ALL SELECT count(*) FROM model.inventory_movement)';

/** Each page: its address, what must be there, and what must move. */
/** Without a GPU the browser tells how slowly its own driver reads pixels, as screenshots do. */
const DRIVER = /GL Driver Message \(OpenGL, Performance,.*GPU stall due to ReadPixels/;

const PAGES = [
  {
    name: 'overview',
    path: '/',
    there: [
      '[data-tile="Open orders"]',
      '[data-tile="On-hand value"]',
      '.exception li',
      '.sites tbody tr',
    ],
    moves: '.tiles',
  },
  {
    name: 'orders',
    path: '/orders',
    there: ['[role="grid"] [role="row"][id]'],
    moves: '.table-body, .toolbar .end',
  },
  {
    name: 'purchase-orders',
    path: '/orders?side=purchase',
    there: ['[role="grid"] [role="row"][id]'],
  },
  { name: 'late-orders', path: '/orders?view=late', there: ['[role="grid"]'] },
  {
    name: 'inventory',
    path: '/inventory?sort=-updated',
    there: ['[role="grid"] [role="row"][id]'],
    moves: '.table-body',
  },
  { name: 'shipments', path: '/shipments?view=all', there: ['[role="grid"] [role="row"][id]'] },
  {
    name: 'locations',
    path: '/locations',
    there: ['[role="grid"] [role="row"][id]', '.place-pane .map-box, .place-pane .map-none'],
  },
  { name: 'map', path: '/map', there: ['.map-page [role="grid"]', '.map-box, .map-none'] },
  { name: 'flow', path: '/flow', there: ['.flow-box, .stage-row'], moves: '.river, .stage-list' },
  {
    name: 'matches',
    path: '/matches',
    there: ['.pair-list li', '.pair tbody tr', '.pair .reason'],
  },
  { name: 'mappings', path: '/mappings', there: ['.map-sources li', '.mappings tbody tr'] },
  {
    name: 'sources',
    path: '/sources',
    there: ['.sources tbody tr', '.source-line .words', '.parts li', '#verify'],
    moves: '.demo, .rhythm',
  },
  { name: 'lake', path: '/lake', there: ['.lake-sum dd', '[role="grid"] [role="row"][id]'] },
  { name: 'table', path: '/tables/model.shipment', there: ['[role="grid"] [role="row"][id]'] },
  {
    name: 'sql',
    path: `/sql?q=${encoded('SELECT status, count(*) AS orders FROM model.sales_order GROUP BY ALL ORDER BY ALL')}`,
    there: ['.cm-content', '[role="grid"] [role="row"][id]'],
  },
  {
    name: 'sql-chart',
    path: `/sql?view=chart&q=${encoded('SELECT status, count(*) AS orders FROM model.sales_order GROUP BY ALL ORDER BY ALL')}`,
    there: ['.answer-chart canvas'],
  },
  {
    name: 'sql-live',
    path: `/sql?live=1&q=${encoded(COUNT)}`,
    there: ['[data-live-value]'],
    moves: '[data-live-value]',
  },
];

const VIEWS = [
  { name: 'desktop', viewport: { width: 1440, height: 900 }, schemes: ['light', 'dark'] },
  { name: 'phone', viewport: { width: 390, height: 844 }, schemes: ['light'], hasTouch: true },
];

const text = (page, selector) =>
  page.$$eval(selector, (all) => all.map((e) => e.textContent).join('|'));

async function checkPage(page, view, spec) {
  const where = `${view.name} ${spec.path}`;
  console.log(where);
  await page.goto(url + spec.path);
  for (const selector of spec.there) {
    await page
      .waitForSelector(selector, { state: 'attached', timeout: PATIENCE })
      .catch(() => miss(where, `${selector} is there`));
  }
  if (spec.moves && !still) await checkMoves(page, where, spec.moves);
  await checkLook(page, where, view, spec.name);
}

async function checkMoves(page, where, selector) {
  const before = await text(page, selector);
  const from = page.url();
  await page
    .waitForFunction(
      ([s, old]) => [...document.querySelectorAll(s)].map((e) => e.textContent).join('|') !== old,
      [selector, before],
      { timeout: PATIENCE },
    )
    .catch(() => miss(where, `the numbers of ${selector} move`));
  if (page.url() !== from) miss(where, 'numbers move without a change of the address');
}

/** What is on the screen, in each colour scheme of the view; it is in the first before and after. */
async function checkLook(page, where, view, name) {
  await checkShape(page, where);
  await page.evaluate(axeSource);
  for (const scheme of view.schemes) {
    const dark = scheme === 'dark' ? '-dark' : '';
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `${shots}/${name}-${view.name}${dark}.png` });
    await checkAccess(page, `${where}${dark && ' in dark'}`);
  }
  await page.emulateMedia({ colorScheme: view.schemes[0] });
}

async function checkAccess(page, where) {
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), AXE);
  for (const v of violations) {
    miss(
      where,
      `axe ${v.id} (${v.impact}): ${v.help}; ${v.nodes
        .slice(0, 3)
        .map((n) => n.target.join(' '))
        .join(', ')}`,
    );
  }
}

async function checkShape(page, where) {
  const shift = await page.evaluate(() => window.__shift ?? 0);
  if (shift > 0.05) miss(where, `layout shift ${shift.toFixed(3)} is at most 0.05`);
  const cut = await page.$$eval('.card', (all) =>
    all.filter((e) => e.scrollHeight > e.clientHeight + 1).map((e) => e.className),
  );
  if (cut.length > 0) miss(where, `all of ${cut.join(', ')} is inside its border`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) miss(where, `the page is not ${wide} px wider than the window`);
}

/** From a row to its source row, its history and its lineage, and back again. */
async function checkDrillDown(page, view) {
  const where = `${view.name} drill-down`;
  console.log(where);
  await page.goto(`${url}/orders?sort=number`);
  // Not the oldest orders: the business may delete them while they are looked at.
  const row = page.locator('[role="grid"] [role="row"][id]').nth(8);
  await row.waitFor({ timeout: PATIENCE });
  await row.click();
  await page
    .waitForSelector('.panel .fields dd', { timeout: PATIENCE })
    .catch(() => miss(where, 'fields are shown'));
  await checkLook(page, where, view, 'row');
  for (const [tab, sign] of [
    ['Source row', '.panel .panel-lead'],
    ['History', '.panel .history input[type="range"]'],
    ['Lineage', '.panel .code'],
  ]) {
    await page.getByRole('tab', { name: tab }).click();
    await page
      .waitForSelector(sign, { timeout: PATIENCE })
      .catch(() => miss(where, `${tab} shows ${sign}`));
    await checkLook(page, where, view, `row-${tab.toLowerCase().replace(' ', '-')}`);
  }
  await page.goBack();
  await page
    .waitForSelector('.panel', { state: 'detached', timeout: 5000 })
    .catch(() => miss(where, 'Back closes the panel'));
}

/** From the list to a shipment, by keyboard; its figures lead to its row, and Back to the list. */
async function checkShipment(page, view) {
  const where = `${view.name} shipment`;
  console.log(where);
  await page.goto(`${url}/shipments?status=in_transit`);
  await page.waitForSelector('[role="grid"] [role="row"][id]', { timeout: PATIENCE });
  await page.locator('[role="grid"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  for (const selector of ['.shipment-head .facts dd', '.milestones tbody tr', '.track']) {
    await page
      .waitForSelector(selector, { timeout: PATIENCE })
      .catch(() => miss(where, `${selector} is there`));
  }
  await checkLook(page, where, view, 'shipment');
  await page.locator('.shipment-head h2 a').click();
  await page
    .waitForSelector('.panel .fields dd', { timeout: PATIENCE })
    .catch(() => miss(where, 'its number leads to its row'));
  await page.goBack();
  await page.goBack();
  await page
    .waitForFunction(() => window.location.pathname === '/shipments', null, { timeout: 5000 })
    .catch(() => miss(where, 'Back leads to the list'));
}

/** A border is changed in figures and taken back. */
async function checkBorder(page, view) {
  const where = `${view.name} border`;
  console.log(where);
  await page.goto(`${url}/locations`);
  await page.locator('[role="grid"] [role="row"][id]').first().click({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Polygon' }).click({ timeout: PATIENCE });
  await page
    .waitForSelector('.border-corners li', { timeout: PATIENCE })
    .catch(() => miss(where, 'a polygon has corners'));
  await checkLook(page, where, view, 'border');
  await page.getByRole('button', { name: 'Save border' }).click();
  await page
    .getByRole('button', { name: 'Remove border' })
    .click({ timeout: PATIENCE })
    .catch(() => miss(where, 'a border that was saved can be removed'));
  await page
    .getByRole('button', { name: 'Remove border' })
    .waitFor({ state: 'detached', timeout: PATIENCE })
    .catch(() => miss(where, 'a border is removed'));
}

/** Everything by keyboard: search, the list, the filter. */
async function checkKeyboard(page, view) {
  const where = `${view.name} keyboard`;
  console.log(where);
  await page.goto(`${url}/orders`);
  await page.waitForSelector('[role="grid"] [role="row"][id]', { timeout: PATIENCE });
  await page.keyboard.press('/');
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('type'));
  if (focused !== 'search') miss(where, '/ goes to the filter');
  await page.keyboard.press('Escape');
  await page.locator('[role="grid"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .waitForSelector('.panel .fields dd', { timeout: PATIENCE })
    .catch(() => miss(where, 'Enter opens the row'));
  await page.keyboard.press('Escape');
  await page
    .waitForSelector('.panel', { state: 'detached', timeout: 5000 })
    .catch(() => miss(where, 'Esc closes the row'));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sales_order');
  await page
    .waitForSelector('.search [role="option"]', { timeout: PATIENCE })
    .catch(() => miss(where, 'search finds something'));
  await checkLook(page, where, view, 'search');
  await page.keyboard.press('Enter');
  await page
    .waitForFunction(() => window.location.pathname.startsWith('/tables/'), null, { timeout: 5000 })
    .catch(() => miss(where, 'Enter goes to what was found'));
}

/** The flow's panels: a mapping's SQL and a table's rows. */
async function checkFlow(page, view) {
  const where = `${view.name} flow panels`;
  console.log(where);
  for (const [name, kind, sign] of [
    ['mapping', 'mapping', '.panel .code'],
    ['raw', 'raw', '.panel .related tbody tr'],
  ]) {
    await page.goto(`${url}/flow`);
    await page.locator(`a.flow-box[data-kind="${kind}"]`).first().click();
    await page
      .waitForSelector(sign, { timeout: PATIENCE })
      .catch(() => miss(where, `a ${kind} shows ${sign}`));
    await checkLook(page, where, view, `flow-${name}`);
  }
  await checkLineage(page, view);
}

/** A column's way: back to the sources in the panel, and lit in the river. */
async function checkLineage(page, view) {
  const where = `${view.name} lineage`;
  console.log(where);
  await page.goto(`${url}/flow?node=model:item&view=columns`);
  await page
    .locator('.way-column', { hasText: 'item_code' })
    .click({ timeout: PATIENCE })
    .catch(() => miss(where, 'the columns of a model table are listed'));
  await page
    .waitForSelector('.way-open .way-origins a', { timeout: PATIENCE })
    .catch(() => miss(where, 'a column tells what it is made of'));
  await page
    .waitForSelector('[data-way]', { state: 'attached', timeout: PATIENCE })
    .catch(() => miss(where, 'the way of a column is lit'));
  await checkLook(page, where, view, 'flow-lineage');
  await page.locator('.way-open .way-origins a').first().click();
  await page
    .waitForSelector('.way-open', { timeout: PATIENCE })
    .catch(() => miss(where, 'a raw column tells what it goes into'));
}

/** The lake's figures lead to the rows; upkeep is done for the tables that are shown. */
async function checkLake(page, view) {
  const where = `${view.name} lake`;
  console.log(where);
  await page.goto(`${url}/lake?q=model.item&sort=-bytes`);
  await page.waitForSelector('[role="grid"] [role="row"][id]', { timeout: PATIENCE });
  await page.getByRole('button', { name: 'Upkeep now' }).click();
  await page
    .waitForSelector('.upkeep-news .what', { timeout: PATIENCE })
    .catch(() => miss(where, 'it is said what upkeep did'));
  await checkLook(page, where, view, 'lake-upkeep');
  await page.locator('[role="grid"] [role="row"][id]').first().click();
  await page
    .waitForFunction(() => window.location.pathname.startsWith('/tables/model.item'), null, {
      timeout: 5000,
    })
    .catch(() => miss(where, 'a table of the lake leads to its rows'));
}

/** A pair is decided by the keyboard, and the decision taken back. */
async function checkMatches(page, view) {
  const where = `${view.name} matches`;
  console.log(where);
  await page.goto(`${url}/matches`);
  await page.waitForSelector('.pair-list li', { timeout: PATIENCE });
  const pairs = await page.locator('.pair-list li').count();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await page
    .waitForFunction((n) => document.querySelectorAll('.pair-list li').length === n, pairs - 1, {
      timeout: PATIENCE,
    })
    .catch(() => miss(where, 'a pair that is decided leaves the list'));
  await checkLook(page, where, view, 'matches-decided');
  await page.keyboard.press('u');
  await page
    .waitForFunction((n) => document.querySelectorAll('.pair-list li').length === n, pairs, {
      timeout: PATIENCE,
    })
    .catch(() => miss(where, 'a pair comes back when its decision is taken back'));
}

/** A source's mapping is proposed, a table left out, and a file run on a sample of rows. */
async function checkMappings(page, view) {
  const where = `${view.name} mappings`;
  console.log(where);
  await page.goto(`${url}/mappings`);
  await page.locator('.expectations summary').first().click({ timeout: PATIENCE });
  await page
    .waitForSelector('.expectations .about', { timeout: PATIENCE })
    .catch(() => miss(where, 'an expectation tells its place'));
  await checkLook(page, where, view, 'mappings-expectations');
  await page
    .locator('.map-sources li', { hasText: 'plant' })
    .getByRole('link', { name: 'Suggest a mapping' })
    .click();
  await page
    .waitForSelector('.matches li', { timeout: PATIENCE })
    .catch(() => miss(where, 'tables are matched'));
  await page.locator('.matches summary').first().click();
  await page
    .waitForSelector('.matches details[open] tbody tr', { timeout: 5000 })
    .catch(() => miss(where, 'a match shows its columns'));
  await checkLook(page, where, view, 'mappings-suggested');
  const files = page.getByRole('group', { name: 'File' });
  await page.getByLabel('Map public.shipment to', { exact: false }).first().uncheck();
  await page.getByRole('button', { name: /^Write the SQL for/ }).click();
  await page.waitForSelector('.work-progress', { timeout: 5000 });
  await page.waitForSelector('.work-progress', { state: 'detached', timeout: PATIENCE });
  await files.getByRole('button', { name: 'shipments' }).click();
  if (/INTO model\.shipment \(/.test(await text(page, '.cm-line'))) {
    miss(where, 'a table that is left out leaves the SQL');
  }
  await files.getByRole('button', { name: 'items' }).click();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page
    .waitForSelector('.preview .made tbody tr', { timeout: PATIENCE })
    .catch(() => miss(where, 'a preview shows rows'));
  await checkLook(page, where, view, 'mappings-previewed');
}

const browser = await launch();
const wanted = option('views', VIEWS.map((v) => v.name).join()).split(',');
for (const view of VIEWS.filter((v) => wanted.includes(v.name))) {
  const context = await browser.newContext({
    viewport: view.viewport,
    hasTouch: view.hasTouch,
    colorScheme: view.schemes[0],
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  await context.addInitScript(() => {
    window.__shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!entry.hadRecentInput) window.__shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (DRIVER.test(message.text())) return;
    miss(`${view.name} ${page.url()}`, `no console message; ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => miss(`${view.name} ${page.url()}`, `no error; ${error.message}`));
  await enter(page, url, token);
  for (const spec of PAGES) await checkPage(page, view, spec);
  await checkDrillDown(page, view);
  await checkShipment(page, view);
  if (view.name === 'desktop') {
    await checkKeyboard(page, view);
    await checkFlow(page, view);
    await checkLake(page, view);
    await checkMatches(page, view);
    await checkBorder(page, view);
    await checkMappings(page, view);
  }
  await context.close();
}
await browser.close();

if (misses.length > 0) {
  console.error(
    `\n${misses.length} expectations were not met:\n${misses.map((m) => `- ${m}`).join('\n')}`,
  );
  process.exit(1);
}
console.log('\nAll pages are as expected.');
