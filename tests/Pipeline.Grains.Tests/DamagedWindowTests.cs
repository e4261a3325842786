using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Sqlite;
using Pipeline.Grains.Abstractions;
using Pipeline.Testing;

namespace Pipeline.Grains.Tests;

/// <summary>Over the real store: a stored window that is damaged must not keep its endpoint from being brought back.</summary>
public sealed class DamagedWindowTests
{
    private const string Name = "/recommend";

    [Fact]
    public async Task Append_LateEventForADamagedWindow_IsCountedAlsoAfterAReplay()
    {
        using TemporaryDirectory directory = new();
        await using SqliteEventLog log = await SqliteEventLog.OpenAsync(
            new SqliteEventLogOptions { DataDirectory = directory.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        GrainClusterSettings settings = new(log, log, log);
        await using GrainCluster cluster = await GrainCluster.StartAsync(settings);
        IEndpointGrain grain = cluster.Endpoint(Name);
        DateTimeOffset now = settings.Clock.GetUtcNow();
        DateTimeOffset earlier = now - TimeSpan.FromMinutes(10);
        await grain.AppendAsync(Sections.Append(Name, earlier, sequence: 1, eventCount: 4));
        await grain.AppendAsync(Sections.Append(Name, now, sequence: 2));
        await cluster.DeactivateAsync(grain);
        await grain.WakeAsync();
        Assert.True(DamageCells(directory) > 0);

        AppendAnswer late = await grain.AppendAsync(Sections.Append(Name, earlier, sequence: 3, eventCount: 2));

        Assert.Equal((SectionStatus.Applied, 2), (late.Status, late.AcceptedCount));
        Assert.Equal(7, (await grain.QueryAsync(new EndpointQuery())).Count);
        await cluster.DeactivateAsync(grain);
        Assert.Equal(7, (await grain.QueryAsync(new EndpointQuery())).Count);
    }

    private static int DamageCells(TemporaryDirectory directory)
    {
        using SqliteConnection connection = new($"Data Source={directory.File("events.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "UPDATE cells SET bytes = zeroblob(length(bytes))";
        return command.ExecuteNonQuery();
    }
}
