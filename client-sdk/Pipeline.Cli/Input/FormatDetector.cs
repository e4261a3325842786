using Pipeline.Cli.AccessLogs;

namespace Pipeline.Cli.Input;

/// <summary>Tells a file's format from its first lines.</summary>
internal static class FormatDetector
{
    /// <summary>Lines looked at: enough to get past a header or a few torn lines.</summary>
    public const int LinesMax = 100;

    /// <summary>The format of the first line that has one; null if none of the first <see cref="LinesMax"/> lines has.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static InputFormat? Detect(Stream content)
    {
        using LineReader lines = new(content);
        while (lines.Number < LinesMax && lines.Read())
        {
            if (lines.Line.TrimStart(" \t"u8).StartsWith("{"u8))
                return InputFormat.Ndjson;
            if (AccessLogLine.TryParse(lines.Line, out _, out _))
                return InputFormat.Combined;
        }

        return null;
    }
}
