// What of a page is hard to read: text under 14 px, contrast below WCAG AA, things wider than the window.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function over(top, below) {
    return [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  }

  // https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
  function luminance(colour) {
    const parts = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  function contrast(element) {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(getComputedStyle(one));
    let ground = [255, 255, 255, 1];
    let opacity = 1;
    for (const style of chain) {
      ground = over(rgba(style.backgroundColor), ground);
      opacity *= parseFloat(style.opacity);
    }
    const ink = rgba(getComputedStyle(element).color);
    ink[3] *= opacity;
    const [light, dark] = [luminance(over(ink, ground)), luminance(ground)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  const faults = [];
  for (const element of document.querySelectorAll(".stApp *")) {
    const texts = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!texts || !seen || box.width < 2 || box.height < 2) continue;
    if (element.closest("[data-testid=stIconMaterial], caption, [disabled], [aria-disabled=true]")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size === 0) continue;
    const text = element.textContent.trim().slice(0, 40);
    if (size < 13.99) faults.push(`${size} px: ${text}`);
    const ratio = contrast(element);
    if (ratio < (size >= 24 ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${text}`);
  }
  const main = document.querySelector("[data-testid=stMain]");
  if (main.scrollWidth > main.clientWidth + 1) faults.push(`wider than the window: ${main.scrollWidth} px`);
  return faults;
};
