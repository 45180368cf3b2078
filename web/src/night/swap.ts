// One page becomes another of this house without a reload: what stands in it is exchanged, its scripts are run.

/** How long a page's own styles may take before it is shown without them. */
const patience = 1500;

/** Puts `next`, which came from `address`, in the place of this page. `keep` stays in it. */
export async function swap(next: Document, address: string, keep: Element): Promise<void> {
  const scripts = [...next.querySelectorAll<HTMLScriptElement>("script[src]")].map(({ src }) => src);
  await Promise.race([Promise.all(missing(next).map(addStyle)), pause(patience)]);
  for (const old of document.head.querySelectorAll(aboutThePage)) old.remove();
  document.head.append(...[...next.head.querySelectorAll(aboutThePage)].map((part) => document.adoptNode(part)));
  document.title = next.title;
  history.replaceState(null, "", address);
  const parts = [...next.body.childNodes].filter((part) => !(part instanceof Element && part.matches("script, noscript")));
  document.body.className = next.body.className;
  document.body.replaceChildren(...parts.map((part) => document.adoptNode(part)), keep);
  scrollTo(0, 0);
  // A script that this page has run already is not run again.
  await Promise.all(scripts.map((script) => import(script)));
}

const aboutThePage =
  'meta[name=description], meta[property^="og:"], meta[name^="twitter:"], link[rel=canonical], link[rel=alternate], link[rel=preload][as=fetch], link[rel=modulepreload], script[type="application/ld+json"]';

function missing(next: Document): string[] {
  const here = new Set([...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].map(({ href }) => href));
  const wanted = [...next.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].map(({ href }) => href);
  return wanted.filter((href) => !here.has(href));
}

function addStyle(href: string): Promise<unknown> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  const there = new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
  document.head.append(link);
  return there;
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
