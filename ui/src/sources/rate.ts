const MOST = 2000;

/** 1 to 2,000 on a slider of 0 to 100, in equal ratios. */
export function fromSlider(at: number): number {
  const exact = MOST ** (at / 100);
  const step = exact < 20 ? 1 : exact < 200 ? 5 : exact < 1000 ? 25 : 100;
  return Math.min(MOST, Math.max(1, Math.round(exact / step) * step));
}

export function toSlider(rate: number): number {
  return Math.round((Math.log(Math.max(1, rate)) / Math.log(MOST)) * 100);
}
