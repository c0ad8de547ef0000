// The tests drive the system's own browser (see scripts/lib/browser.mjs); puppeteer must not download one.
module.exports = { skipDownload: true };
