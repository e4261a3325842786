using System.Globalization;
using System.IO.Compression;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Reads time series from <c>timestamp,value</c> files as the Numenta Anomaly Benchmark has them, plain or gzip.</summary>
/// <remarks>
/// An empty value, or <c>nan</c>, is a missing one. Timestamps carry no zone and are taken as they are. Every complaint is an
/// <see cref="InvalidDataException"/> that names file and line.
/// </remarks>
public static class TimeSeriesReader
{
    private const string Header = "timestamp,value";

    /// <summary>More rows than this in one file are refused: about 160 MB of numbers.</summary>
    public const int MaxRowCount = 10_000_000;

    /// <summary>Reads one file, or every <c>*.csv</c> and <c>*.csv.gz</c> under a folder, in the order of their names.</summary>
    /// <remarks>
    /// A series below a folder is named by its last folder and its file, as the benchmark's labels name it; a single file likewise.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of that name.</exception>
    /// <exception cref="InvalidDataException">A file is not as described, or the folder holds none.</exception>
    public static IReadOnlyList<TimeSeries> ReadAll(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
            return [Read(path)];

        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no file and no folder {path}.", path);

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsSeries).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidDataException($"{path}: holds no .csv and no .csv.gz file.");

        return [.. files.Select(Read)];
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="InvalidDataException">The file is not as described.</exception>
    public static TimeSeries Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        try
        {
            return Read(reader, path, NameOf(path));
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: is no whole gzip file: {e.Message}", e);
        }
    }

    /// <summary>Reads one series from text.</summary>
    /// <param name="reader">Left open.</param>
    /// <param name="path">How complaints call the text.</param>
    /// <param name="name">How the series is called.</param>
    /// <exception cref="InvalidDataException">The text is not as described.</exception>
    public static TimeSeries Read(TextReader reader, string path, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string? header = reader.ReadLine();
        if (header is null || !header.Trim().Equals(Header, StringComparison.OrdinalIgnoreCase))
            throw Complaint(path, 1, $"a time series starts with the line {Header}, not with \"{header}\"");

        var timestamps = new List<DateTime>();
        var values = new List<double>();
        int line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0)
                continue;

            int comma = text.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0 || text.IndexOf(',', comma + 1) >= 0)
                throw Complaint(path, line, $"\"{text}\" is not a timestamp, a comma and a value");
            if (values.Count == MaxRowCount)
                throw Complaint(path, line, $"a series has at most {MaxRowCount} rows");

            DateTime timestamp = ParseTimestamp(text.AsSpan(0, comma), path, line);
            if (timestamps.Count > 0 && timestamp < timestamps[^1])
                throw Complaint(path, line, $"{timestamp:yyyy-MM-dd HH:mm:ss} comes after {timestamps[^1]:yyyy-MM-dd HH:mm:ss}: time goes back");

            timestamps.Add(timestamp);
            values.Add(ParseValue(text.AsSpan(comma + 1), path, line));
        }

        return values.Count > 0 ? new TimeSeries(name, timestamps, values) : throw Complaint(path, line, "the series has no rows");
    }

    private static DateTime ParseTimestamp(ReadOnlySpan<char> text, string path, int line) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime timestamp)
            ? DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified)
            : throw Complaint(path, line, $"\"{text}\" is not a timestamp such as 2014-02-14 14:30:00");

    private static double ParseValue(ReadOnlySpan<char> text, string path, int line)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        if (trimmed.IsEmpty || trimmed.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;

        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Complaint(path, line, $"\"{text}\" is not a finite number");
    }

    private static bool IsSeries(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string path)
    {
        string file = Path.GetFileName(path);
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            file = file[..^3];

        string? folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return string.IsNullOrEmpty(folder) ? file : $"{folder}/{file}";
    }

    private static InvalidDataException Complaint(string path, int line, string what) => new($"{path}:{line}: {what}.");
}
