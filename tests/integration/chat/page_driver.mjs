// Drives the chat page in headless Chromium: one JSON command a line on standard input, one JSON answer a line.
import { chromium } from 'playwright-core';
import { createInterface } from 'node:readline';

const [url] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
const problems = [];
page.on('pageerror', (error) => problems.push(String(error)));
await page.goto(url);

const texts = (selector) => page.locator(selector).allTextContents();
const commands = {
  async enter({ name }) {
    await page.fill('#name', name);
    await page.click('#welcome button');
    await page.waitForSelector('#state[data-state=open]');
  },
  async type({ text }) { await page.locator('#message-input').pressSequentially(text); },
  async say({ text }) {
    await page.fill('#message-input', text);
    await page.press('#message-input', 'Enter');
  },
  async wait_for({ selector, text }) { await page.locator(selector, { hasText: text }).first().waitFor(); },
  async messages() { return texts('#messages li:not(.note) > span'); },
  async notes() { return texts('#messages li.note'); },
  async users() { return texts('#users li'); },
  async goto({ path }) { await page.goto(new URL(path, url).href); },
  async click({ selector }) { await page.click(selector); },
  // Of all that is on the page, in a window of that width.
  async width({ window }) {
    await page.setViewportSize({ width: window, height: 780 });
    return page.evaluate(() => document.documentElement.scrollWidth);
  },
  async problems() { return problems; },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...given } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ result: (await commands[act](given)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
