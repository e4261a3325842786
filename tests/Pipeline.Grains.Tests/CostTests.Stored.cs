using System.Text.Json;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests;

/// <summary>From memory and from stored windows costs are the same.</summary>
public sealed partial class CostTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("premium")]
    public async Task QueryCost_FromStoredWindows_IsAsFromMemory(string? segment)
    {
        DateTimeOffset start = Start;
        await AppendAsync(start, perSecond: 1);
        await AppendAsync(start + TimeSpan.FromMinutes(5), perSecond: 10);
        CostQuery query = new(Between(start + TimeSpan.FromMinutes(5), start + TimeSpan.FromMinutes(10)), null, segment);
        CostReport before = (await _grain.QueryCostAsync(query)).Report!;

        await _cluster.DeactivateAsync(_grain);

        StreamName stream = EndpointStream.NameOf(Name);
        Offset snapshot = (await _settings.Log.ReadLatestAsync(stream))!.Offset;
        Assert.NotEmpty(await _settings.Log.ReadCellsAsync(stream, new CellRange(1, 0, long.MaxValue), snapshot, countMax: 100));
        CostReport after = (await _grain.QueryCostAsync(query)).Report!;
        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(after));
    }
}
