// The mail's HTML, made anew of what can do nothing. A frame has the page's own policy, which takes
// no style from a text: each is set by itself.

const DRAWN: ReadonlySet<string> = new Set(
  "A B BR CENTER DIV EM H1 H2 H3 HR I LI OL P SPAN STRONG TABLE TBODY TD TH THEAD TR U UL".split(
    " ",
  ),
);
const LEFT_OUT: ReadonlySet<string> = new Set(
  "HEAD IFRAME OBJECT SCRIPT STYLE TEMPLATE".split(" "),
);
const KEPT = ["align", "colspan", "rowspan", "valign", "width", "height", "cellpadding", "role"];
const STYLE = "data-style";

/** Elements of `inside`, which nothing leads away from and nothing of which is fetched. */
export function drawn(html: string, inside: Document): DocumentFragment {
  const sheetless = html.replaceAll(/<style[\s\S]*?<\/style>/gi, "");
  const unstyled = sheetless.replaceAll(/\sstyle=/gi, ` ${STYLE}=`);
  const read = new DOMParser().parseFromString(unstyled, "text/html");
  const all = inside.createDocumentFragment();
  all.append(...copies(read.body, inside));
  return all;
}

function copies(of: Node, inside: Document): Node[] {
  return [...of.childNodes].flatMap((node) => copy(node, inside));
}

function copy(node: Node, inside: Document): Node[] {
  if (node.nodeType === Node.TEXT_NODE) return [inside.createTextNode(node.textContent ?? "")];
  if (!(node instanceof HTMLElement) || LEFT_OUT.has(node.tagName)) return [];
  const within = copies(node, inside);
  if (!DRAWN.has(node.tagName)) return within;
  const made = inside.createElement(node.tagName);
  for (const name of KEPT) {
    const value = node.getAttribute(name);
    if (value !== null) made.setAttribute(name, value);
  }
  made.style.cssText = (node.getAttribute(STYLE) ?? "").replaceAll(/url\([^)]*\)/gi, "none");
  made.append(...within);
  return [made];
}
