using Pipeline.Cli.Input;
using Pipeline.Ml.Evaluation.Speed;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Bench.Forests;

/// <summary>The whole of <c>bench forest</c>: makes and reads the tables, measures each, and scikit-learn on the same if asked.</summary>
internal sealed class ForestBenchRun
{
    public required ForestBenchOptions Options { get; init; }

    /// <summary>Rows of generated tables; one table for each of these with each of <see cref="ColumnCounts"/>.</summary>
    public IReadOnlyList<int> RowCounts { get; init; } = [];

    public IReadOnlyList<int> ColumnCounts { get; init; } = [];

    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Columns of the files that are left out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>The interpreter that has scikit-learn; null to measure Pipeline alone.</summary>
    public string? Python { get; init; }

    /// <exception cref="BenchException">A file is no table.</exception>
    /// <exception cref="SklearnException">scikit-learn cannot be measured.</exception>
    public async Task<ForestBenchResult> RunAsync(TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        BenchTable[] tables = [.. Tables(cancellationToken)];
        ForestBench bench = new(Options, clock);
        List<ForestSpeed> speeds = [];
        ForestBenchResult.WriteHeader(output);
        foreach (BenchTable table in tables)
        {
            foreach (ForestSpeed speed in bench.Measure(table, cancellationToken))
            {
                speeds.Add(speed);
                ForestBenchResult.WriteLine(output, speed);
            }
        }

        IReadOnlyList<SklearnSpeed> others = Python is null ? [] : await new SklearnBench(Python).MeasureAsync(tables, Options, cancellationToken);
        return new ForestBenchResult(Options, speeds, [.. tables.Zip(others, static (table, other) => (table, other))]);
    }

    private IEnumerable<BenchTable> Tables(CancellationToken cancellationToken)
    {
        foreach (int rowCount in RowCounts)
        {
            foreach (int columnCount in ColumnCounts)
                yield return BenchTable.Generate(rowCount, columnCount, unchecked((int)Options.Seed));
        }

        foreach (string path in Files)
            yield return Read(path, cancellationToken);
    }

    private BenchTable Read(string path, CancellationToken cancellationToken)
    {
        try
        {
            using InputFile file = InputFile.Open(path, cancellationToken);
            using Stream content = file.OpenContent();
            FeatureTable table = FeatureTableReader.Read(content, new FeatureTableOptions { Ignored = Ignored });
            return new BenchTable(Path.GetFileName(path), table.Features);
        }
        catch (TableFormatException exception)
        {
            throw new BenchException($"{path}: {exception.Message}");
        }
    }
}
