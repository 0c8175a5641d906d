import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** `--name value` from the command line, or the fallback. */
export function option(name, fallback) {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? fallback : process.argv[i + 1];
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function launch() {
  const executablePath = option(
    'chromium',
    process.env.MILLRACE_CHROMIUM ?? PLACES.find(existsSync),
  );
  if (!executablePath) {
    console.error(
      'Cannot find Chromium. Install it (Debian: apt-get install -y chromium) or name it with --chromium.',
    );
    process.exit(2);
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Lets the browser in: opening the address with the token sets the cookie. */
export async function enter(page, url, token) {
  await page.goto(token ? `${url}/?token=${encodeURIComponent(token)}` : `${url}/`);
}
