// Runs in the page: what of accessibility axe cannot see. Each check answers with the faults it finds.

const CONTROLS = "a[href], button, input, select, textarea, summary";

/** Native checkboxes draw themselves. */
const BOXES = "button, a.button, input:not([type=checkbox]), select, dialog[open]";

globalThis.pageChecks = {
  /** Scrolling sideways (WCAG 2.2, 1.4.10), texts cut off or on top of each other (1.4.4, 1.4.12). */
  layout() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth
      ? [`${scrollWidth} pixels wide, not ${clientWidth}`]
      : [];
    const lines = listLines();
    const cut = lines.filter(isCut).map(({ text }) => `cut off: ${text}`);
    return [...wide, ...cut, ...listOverlaps(lines)];
  },

  /** Links, buttons and fields smaller than 44 pixels (stricter than 2.5.8); not those in a sentence. */
  targets() {
    return [...document.querySelectorAll(CONTROLS)]
      .filter((element) => isVisible(element) && element.tabIndex >= 0 && !isInSentence(element))
      .map((element) => ({ element, box: targetOf(element).getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.99 || box.height < 43.99)
      .map(({ element, box }) =>
        `${name(element)} has ${box.width.toFixed(1)} × ${box.height.toFixed(1)} pixels`
      );
  },

  /** Anything that moves, or would. */
  motion() {
    const running = document.getAnimations().map(() => "an animation runs");
    const ready = [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return animationName !== "none" ||
        transitionDuration.split(",").some((it) => parseFloat(it) > 0);
    });
    return [...running, ...ready.map((element) => `${name(element)} would move`)];
  },

  /** With the system's colours, what backgrounds told must be told by borders. */
  forcedColors() {
    const bare = [...document.querySelectorAll(BOXES)]
      .filter((element) =>
        isVisible(element) && borderWidth(element) === 0 && !isUnderlined(element)
      );
    const valid = document.querySelector(
      "input:not([aria-invalid], [type=checkbox], [type=hidden])",
    );
    const unmarked = [...document.querySelectorAll("[aria-invalid=true]:not([type=checkbox])")]
      .filter((element) => valid && borderWidth(element) <= borderWidth(valid));
    return [
      ...bare.map((element) => `${name(element)} has no border`),
      ...unmarked.map((element) => `${name(element)} looks like a valid one`),
    ];
  },

  /** How much the page jumped while it was loaded, also right after the click that led to it. */
  async layoutShift() {
    const shifts = await new Promise((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
      observer.observe({ type: "layout-shift", buffered: true });
      // Where nothing jumped, there is nothing to be told.
      setTimeout(() => resolve(observer.takeRecords()), 100);
    });
    return shifts.map(({ value, sources }) =>
      `${sources.map(({ node }) => node ? name(node) : "what is gone").join()} moved by ${value}`
    );
  },

  /** Root font size of 200 % (1.4.4). */
  enlargeText(isOn) {
    document.documentElement.style.fontSize = isOn ? "200%" : "";
  },

  /** What a reader may set (1.4.12). */
  spaceText(isOn) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
      p { margin-bottom: 2em !important }
    `);
    document.adoptedStyleSheets = isOn ? [sheet] : [];
  },

  /** The element with the focus: what the eye sees of it. Undefined where nothing has it. */
  focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    return { name: name(element), index: tabStops().indexOf(element), faults: judgeFocus(element) };
  },

  /** How many places the Tab key should come to. */
  countTabStops() {
    return tabStops().length;
  },
};

function tabStops() {
  return [...document.querySelectorAll(CONTROLS)]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && isVisible(element));
}

function judgeFocus(element) {
  const { outlineStyle, outlineWidth, outlineOffset, outlineColor } = getComputedStyle(element);
  const isDrawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 &&
    !/rgba\(.*, 0\)|transparent/.test(outlineColor);
  const box = element.getBoundingClientRect();
  const around = parseFloat(outlineWidth) + parseFloat(outlineOffset);
  const isInside = box.top >= around && box.bottom <= innerHeight - around &&
    box.left >= around && box.right <= innerWidth - around;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const over = document.elementFromPoint(x, y);
  const isCovered = !over || !(element.contains(over) || over.contains(element));
  return [
    ...(isDrawn ? [] : ["no focus indicator"]),
    ...(isInside ? [] : [`outside the window: ${box.top} to ${box.bottom} of ${innerHeight}`]),
    ...(isInside && isCovered ? [`covered by ${over && name(over)}`] : []),
  ];
}

function name(element) {
  const { id, tagName, className, textContent } = element;
  if (id) return `#${id}`;
  return `${tagName?.toLowerCase()}.${className?.baseVal ?? className} "${
    textContent?.trim().slice(0, 20)
  }"`;
}

function isVisible(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
}

/** What can be pressed in place of the element. */
function targetOf(element) {
  return element.type === "checkbox" ? element.labels?.[0] ?? element : element;
}

/** A link within other text (the exception "Inline" of 2.5.8). */
function isInSentence(element) {
  if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
  const around = element.parentElement?.textContent ?? "";
  return around.trim().length > element.textContent.trim().length;
}

function borderWidth(element) {
  const style = getComputedStyle(element);
  return style.borderTopStyle === "none" ? 0 : parseFloat(style.borderTopWidth);
}

function isUnderlined(element) {
  return getComputedStyle(element).textDecorationLine === "underline";
}

/** The lines of text that are to be seen, with the element that holds each and what clips it. */
function listLines() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isVisible(element) || element.closest("option, svg, script")) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 1) lines.push({ element, box, text: node.data.trim().slice(0, 30) });
    }
  }
  return lines.filter(({ element }) => !isHiddenForEyes(element));
}

/** Texts for screen readers only are clipped on purpose. */
function isHiddenForEyes(element) {
  for (let each = element; each; each = each.parentElement) {
    if (getComputedStyle(each).clipPath !== "none") return true;
  }
  return false;
}

function isCut({ element, box }) {
  for (let each = element; each && each !== document.body; each = each.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(each);
    // Tables that are scrolled by themselves are excepted from 1.4.10.
    if (isScrolled(overflowX) || isScrolled(overflowY)) return false;
    const edge = each.getBoundingClientRect();
    const hidesX = overflowX === "hidden" || overflowX === "clip";
    const hidesY = overflowY === "hidden" || overflowY === "clip";
    if (hidesX && (box.left < edge.left - 1 || box.right > edge.right + 1)) return true;
    if (hidesY && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) return true;
  }
  return box.left < -1 || box.right > innerWidth + 1;
}

function isScrolled(overflow) {
  return overflow === "auto" || overflow === "scroll";
}

/** Line boxes of neighbouring lines touch; what overlaps by a third of its height is hard to read. */
function listOverlaps(lines) {
  const faults = [];
  const still = lines.filter(({ element }) => !isFloating(element))
    .sort((one, other) => one.box.top - other.box.top);
  still.forEach((one, index) => {
    for (let next = index + 1; next < still.length; next++) {
      const other = still[next];
      if (other.box.top >= one.box.bottom) break;
      if (isOver(one, other)) faults.push(`${one.text} lies over ${other.text}`);
    }
  });
  return faults;
}

function isOver({ box: one, element }, { box: other, element: otherElement }) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  // A long reading may hang over what stands beside its kanji (CSS Ruby, 3.5).
  const isReading = element.closest("ruby") || otherElement.closest("ruby");
  const isBeside = isReading && Math.abs(one.bottom - other.bottom) < 2;
  const allowed = isBeside ? Math.min(one.height, other.height) / 2 : 2;
  return width > allowed && height > Math.min(one.height, other.height) / 3;
}

/** What stays in the window lies over what is scrolled. */
function isFloating(element) {
  for (let each = element; each; each = each.parentElement) {
    if (["sticky", "fixed"].includes(getComputedStyle(each).position)) return true;
  }
  return false;
}
