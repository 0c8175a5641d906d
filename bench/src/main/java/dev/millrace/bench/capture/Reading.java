package dev.millrace.bench.capture;

/**
 * What one process measured.
 *
 * @param changes that came after the first arrival
 * @param seconds from the first arrival to the last
 * @param secondHalfPerSecond how fast the second half of them came: the process is warm by then
 * @param allChanges those of the first arrival included
 * @param secondsFromStart from the start of the capture to the last arrival; less than the life of
 *     its process by the start of the JVM
 * @param cpuSeconds of the process in that time
 * @param megabytes resident at most
 */
record Reading(
    long changes,
    double seconds,
    double secondHalfPerSecond,
    long allChanges,
    double secondsFromStart,
    double cpuSeconds,
    double megabytes) {

  double perSecond() {
    return changes / seconds;
  }

  double perSecondFromStart() {
    return allChanges / secondsFromStart;
  }

  double cpuSecondsPerMillion() {
    return cpuSeconds / allChanges * 1e6;
  }
}
