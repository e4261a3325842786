using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Metrics;

/// <summary>A silo after the same traffic in every run and edition, and what it serves then.</summary>
public sealed class ScrapedSilo : IAsyncLifetime
{
    private const string Source = "00000000000000000000000000000008";

    private readonly TemporaryDirectory _directory = new();

    public string Text { get; private set; } = string.Empty;

    internal Exposition Exposition { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data"));
        // 3,000 events of five endpoints and two segments; the same batch again; and two lines of which one is none.
        string lines = Traffic.Ndjson(3_000, seed: 8);
        await silo.PostAsync(lines, (Source, 1));
        await silo.PostAsync(lines, (Source, 1));
        await silo.PostAsync(Traffic.Ndjson(1, seed: 9) + "no event\n", (Source, 2));
        await silo.GetAsync("/api/v1/endpoints?window=all");
        Text = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Exposition = Exposition.Parse(Text);
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }
}
