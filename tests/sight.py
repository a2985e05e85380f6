"""What is looked for on a page in a browser, whichever room it belongs to.

Every script answers with a list of what is wrong, shortened to be read: empty where all is well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES: Final = ((360, 740), (768, 1024), (1280, 900))
"""A phone, a tablet upright, a desk: in CSS pixels."""

AXE: Final = """async (only) => (await axe.run({resultTypes: ['violations'],
    ...(only ? {runOnly: only} : {rules: {'target-size': {enabled: true}}})}))
  .violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 120)} (${
    [...n.any, ...n.all, ...n.none].map(c => c.message).join('; ').slice(0, 160)})`))"""
"""Every rule of axe for WCAG 2.0 to 2.2, A and AA, and its good practice besides."""

SMALL_TARGETS: Final = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => getComputedStyle(e).display !== 'inline')
  .filter(e => !e.closest('p, dd, td, th, h2, h3, label, .visually-hidden'))
  .filter(e => !['radio', 'checkbox'].includes(e.type) && !e.classList.contains('skip'))
  .filter(e => { const r = e.getBoundingClientRect(); return r.height && Math.round(r.height) < 44; })
  .map(e => `too small: ${e.outerHTML.slice(0, 120)}`)"""
"""What stands by itself and is lower than a thumb is wide (44 px); a link in text is as high as its line."""

SMALL_WORDS: Final = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.children.length && e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 14)
  .filter(e => !e.closest('svg'))
  .map(e => `small words: ${e.outerHTML.slice(0, 120)}`)"""

SIDEWAYS: Final = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .filter(e => { for (let p = e.parentElement; p; p = p.parentElement) {
      if (getComputedStyle(p).overflowX !== 'visible') return false; } return true; })
    .slice(0, 3).map(e => `scrolls sideways: ${e.outerHTML.slice(0, 120)}`)"""

CLIPPED: Final = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(e => !e.closest('.visually-hidden, .skip, [hidden], svg, select, textarea, input'))
  .filter(e => { const s = getComputedStyle(e);
    return s.overflowX === 'hidden' && s.clipPath === 'none' && e.clientWidth > 1 &&
      e.scrollWidth > e.clientWidth + 1; })
  .map(e => `clipped: ${e.outerHTML.slice(0, 120)}`)"""
"""Words that do not fit their box and are cut off."""

NOTE_FOCUS: Final = """() => {
  const before = window.focused;
  window.focused = new Set();
  window.covered = [];
  document.activeElement?.blur();
  if (before) return;
  document.addEventListener('focusin', ({target}) => {
    if (focused.has(target)) return;
    focused.add(target);
    const r = target.getBoundingClientRect(), parts = [.1, .5, .9];
    const points = parts.flatMap(x => parts.map(y => [r.left + r.width * x, r.top + r.height * y]));
    const own = ([x, y]) => {
      const e = document.elementFromPoint(x, y), label = e?.closest('label');
      return e && (target.contains(e) || e.contains(target) ||
        label?.contains(target) || label?.control === target);
    };
    if (r.width > 1 && !points.some(own))
      covered.push(`hidden when focused: ${target.outerHTML.slice(0, 120)}`);
  });
}"""
UNREACHED: Final = """() => [...document.querySelectorAll(
    'a[href], area[href], button, input, select, textarea, summary, [tabindex], [role=button], [onclick]')]
  .filter(e => e.tabIndex >= 0 || !e.matches('[tabindex]'))
  .filter(e => !e.disabled && e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true}))
  .filter(e => !focused.has(e))
  .filter(e => !(e.type === 'radio' && [...focused].some(o => o.name === e.name && o.form === e.form)))
  .map(e => `not reached by Tab: ${e.outerHTML.slice(0, 120)}`).concat(covered)"""


def faults_at_this_size(page: Page) -> list[str]:
    """What is wrong with the page as it stands in its window. The page needs `AXE_SCRIPT`."""
    found: list[str] = []
    for script in (AXE, SMALL_TARGETS, SMALL_WORDS, SIDEWAYS, CLIPPED):
        found += page.evaluate(script)
    return found


def faults_of_colour(page: Page) -> list[str]:
    """What is hard to read in these colours; the rest of a page is the same in all."""
    found: list[str] = page.evaluate(AXE, ["color-contrast"])
    return found


def faults_of_the_keyboard(page: Page) -> list[str]:
    """What Tab never comes to, or comes to where nobody sees it."""
    page.evaluate(NOTE_FOCUS)
    before: Any = None
    while (count := page.evaluate("focused.size")) != before:
        before = count
        for _press in range(20):
            page.keyboard.press("Tab")
    found: list[str] = page.evaluate(UNREACHED)
    return found


__all__ = [
    "AXE_SCRIPT",
    "SIZES",
    "SMALL_TARGETS",
    "SMALL_WORDS",
    "faults_at_this_size",
    "faults_of_colour",
    "faults_of_the_keyboard",
]
