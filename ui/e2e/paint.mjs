// Tells when a live query's value was painted, for benchmarks from COMMIT to the screen.
//   npm run --silent e2e:paint -- --url http://127.0.0.1:7070 --token T --sql "SELECT max(id) FROM …" [--for 30]
// Prints one JSON line per painted value: {"value":"42","painted_at_ms":1767225600123.4}. The first
// line is the value at the start. Times are milliseconds since 1970 of this machine's clock.
import { enter, launch, option } from './browser.mjs';

const url = option('url', 'http://127.0.0.1:7070').replace(/\/$/, '');
const sql = option('sql', '');
const seconds = Number(option('for', '30'));
if (!sql) {
  console.error('Cannot measure without a query. Name one with --sql; it has to give one value.');
  process.exit(2);
}

const browser = await launch();
const page = await browser.newPage();
await page.exposeFunction('painted', (value, at) =>
  console.log(JSON.stringify({ value, painted_at_ms: at })),
);
await enter(page, url, option('token', ''));
await page.goto(`${url}/sql?live=1&q=${encodeURIComponent(sql)}`);
await page.waitForSelector('[data-live-value]', { timeout: 30_000 });
await page.evaluate(() => {
  const report = (value) =>
    // The first frame's callback runs before that frame is painted, the second after it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        window.painted(value, performance.timeOrigin + performance.now()),
      ),
    );
  const value = () => document.querySelector('[data-live-value]')?.getAttribute('data-live-value');
  let last = value();
  report(last);
  new MutationObserver(() => {
    const now = value();
    if (now === undefined || now === null || now === last) return;
    last = now;
    report(now);
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
});
await new Promise((done) => setTimeout(done, seconds * 1000));
await browser.close();
