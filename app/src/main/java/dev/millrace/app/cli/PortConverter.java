package dev.millrace.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port; 0 stands for any free one. */
final class PortConverter implements ITypeConverter<Integer> {
  private static final int GREATEST = 65_535;

  @Override
  public Integer convert(String value) {
    if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= GREATEST) {
      return Integer.valueOf(value);
    }
    throw new TypeConversionException(
        "Cannot use port: " + value + ". Give a number from 0 to " + GREATEST + ".");
  }
}
