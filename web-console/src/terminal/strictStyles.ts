/**
 * xterm writes style elements, and style attributes of spans, which the service's content security policy refuses, and
 * rightly. The same rules are let in as what the policy does allow a page's own script: constructed style sheets, and the
 * properties of `element.style`.
 */
export function withStrictStyles(open: () => void): void {
  HTMLSpanElement.prototype.setAttribute = setAttribute;
  document.createElement = createElement as typeof document.createElement;
  try {
    open();
  } finally {
    // What the prototype has is there again.
    Reflect.deleteProperty(document, 'createElement');
  }
}

/** As every element has it, and allowed. It stays: spans are made as long as anything is shown. */
function setAttribute(this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

function createElement(tag: string): HTMLElement {
  return tag === 'style' ? sheetElement() : Document.prototype.createElement.call(document, tag);
}

/** Stands for a style element: its text is a sheet of the page for as long as it is part of it. */
function sheetElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = Document.prototype.createElement.call(document, 'template');
  Object.defineProperty(element, 'textContent', {
    set: (text: string) => {
      sheet.replaceSync(text);
      if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
