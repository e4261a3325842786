using System.IO.Compression;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Reads time series from comma-separated files whose first column is a time, plain or gzip; those of the Numenta Anomaly
/// Benchmark are such.</summary>
/// <remarks>
/// The first line names the columns, as it likes. Each further column of numbers is a series of its own. An empty value, or <c>nan</c>, is
/// a missing one. Times are dates, as they are or with a zone and then brought to universal time, or Unix seconds or milliseconds. Every
/// complaint is an <see cref="InvalidDataException"/> that names file and line.
/// </remarks>
public static class TimeSeriesReader
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>More values than this in one file are refused: about 160 MB of numbers.</summary>
    public const int MaxRowCount = 10_000_000;

    /// <summary>Reads one file, standard input, or every <c>*.csv</c> and <c>*.csv.gz</c> under a folder, in the order of their
    /// names.</summary>
    /// <remarks>
    /// A series is named by its last folder and its file, as the benchmark's labels name it; one in the current folder by its file; where a
    /// file holds several, <c>file.csv:column</c>.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of that name.</exception>
    /// <exception cref="InvalidDataException">A file is not as described, or the folder holds none.</exception>
    public static IReadOnlyList<TimeSeries> ReadAll(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path == StandardInput)
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            return Read(input, "standard input", "standard input");
        }

        if (File.Exists(path))
            return Read(path);

        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no file and no folder {path}.", path);

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsSeries).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidDataException($"{path}: holds no .csv and no .csv.gz file.");

        return [.. files.SelectMany(Read)];
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="InvalidDataException">The file is not as described.</exception>
    public static IReadOnlyList<TimeSeries> Read(string path)
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

    /// <summary>Reads the series of a text.</summary>
    /// <param name="reader">Left open.</param>
    /// <param name="path">How complaints call the text.</param>
    /// <param name="name">How the series is called; of several, what stands before the colon and the column's name.</param>
    /// <exception cref="InvalidDataException">The text is not as described.</exception>
    public static IReadOnlyList<TimeSeries> Read(TextReader reader, string path, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var table = new SeriesTable(path, reader.ReadLine() ?? "");
        int line = 1;
        while (reader.ReadLine() is { } text)
            table.Add(text, ++line);

        return table.ToSeries(name, line);
    }

    private static bool IsSeries(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string path)
    {
        string file = Path.GetFileName(path);
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            file = file[..^3];

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        string last = Path.GetFileName(folder);
        return last.Length == 0 || folder == Path.TrimEndingDirectorySeparator(Directory.GetCurrentDirectory()) ? file : $"{last}/{file}";
    }
}
