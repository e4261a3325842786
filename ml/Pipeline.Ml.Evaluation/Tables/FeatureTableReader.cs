using System.Globalization;
using nietras.SeparatedValues;

namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>Reads comma-separated values into a table of numbers.</summary>
/// <remarks>
/// Fields may be quoted as RFC 4180 says. The separator is a comma, semicolon, tab or bar, whichever the first line has. Lines with nothing
/// in them are skipped. A field is a number with a decimal point, or missing: empty, NaN, NA, N/A or null. Anything else is refused, as
/// are lines with more or fewer fields than the first one and tables beyond <see cref="FeatureTableOptions.CellLimit"/>.
/// </remarks>
public static class FeatureTableReader
{
    /// <summary>Reads to the end of <paramref name="content"/>, which is UTF-8.</summary>
    /// <exception cref="TableFormatException">It is not a table of numbers; the message says where.</exception>
    public static FeatureTable Read(Stream content, FeatureTableOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.CellLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CellLimit, FeatureTableOptions.CellsMax, nameof(options));
        try
        {
            using StreamReader text = new(content, leaveOpen: true);
            int skipped = SkipBlankLines(text);
            using SepReader reader = Sep
                .Reader(static settings => settings with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
                .From(text);
            return Read(reader, skipped, options);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidDataException)
        {
            // The parser's own bounds: a quote that is never closed takes the rest of the file for one field.
            throw new TableFormatException($"the file is no table of comma-separated values: {exception.Message}", exception);
        }
    }

    /// <summary>The parser looks for the separator in its first line, so that line must have something in it.</summary>
    private static int SkipBlankLines(StreamReader text)
    {
        int count = 0;
        for (int next = text.Peek(); next is '\r' or '\n'; next = text.Peek())
            count += text.Read() == '\n' ? 1 : 0;
        return count;
    }

    private static FeatureTable Read(SepReader reader, int skipped, FeatureTableOptions options)
    {
        TableBuilder? builder = null;
        string[] fields = [];
        int line = 0;
        foreach (SepReader.Row row in reader)
        {
            // The parser has gone past its first row before it hands it out, and tells that row's end for its start.
            line = skipped + (line == 0 ? 1 : row.LineNumberFrom);
            if (IsBlank(row))
                continue;
            if (builder is null)
            {
                if (row.ColCount > FeatureTableOptions.FieldsMax)
                    throw new TableFormatException(string.Create(
                        CultureInfo.InvariantCulture, $"line {line}: {row.ColCount:N0} fields; at most {FeatureTableOptions.FieldsMax:N0} are possible."));
                fields = new string[row.ColCount];
                bool isHeader = options.Header == TableHeader.Present;
                for (int field = 0; field < fields.Length; field++)
                {
                    fields[field] = row[field].ToString();
                    isHeader |= options.Header == TableHeader.Detect && !FieldParser.TryParseNumber(fields[field], out _);
                }

                builder = new TableBuilder(TableLayout.Create(isHeader ? fields : null, fields.Length, options), options.CellLimit);
                if (!isHeader)
                    builder.Add(fields, line);
                continue;
            }

            if (row.ColCount != fields.Length)
                throw Ragged(line, row.ColCount, fields.Length);
            for (int field = 0; field < fields.Length; field++)
                builder.Add(field, row[field].Span, line);
            builder.EndRow(line);
        }

        return builder is null ? throw new TableFormatException("the file is empty.") : builder.Build();
    }

    private static bool IsBlank(SepReader.Row row) => row.ColCount == 1 && row.Span.IsWhiteSpace();

    private static TableFormatException Ragged(int line, int count, int expected) => new(string.Create(
        CultureInfo.InvariantCulture, $"line {line}: {count} fields, where the first line has {expected}."));
}
