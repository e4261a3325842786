using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains;

/// <summary>What the endpoint answers: from windows in memory and stored ones, always of one state.</summary>
public sealed partial class EndpointGrain
{
    public Task<EndpointReport> QueryAsync(EndpointQuery query) => AnswerAsync(
        [() => _state.ReadFor(EndpointReports.ToCore(_state, query))],
        stored => EndpointReports.Create(_state, this.GetPrimaryKeyString(), query, stored[0]));

    public Task<ComparisonReport> CompareAsync(ComparedSide first, ComparedSide second) => AnswerAsync(
        [
            () => _state.ReadFor(EndpointReports.ToCore(_state, first.Range)),
            () => _state.ReadFor(EndpointReports.ToCore(_state, second.Range)),
        ],
        stored => ComparisonReports.Create(_state, this.GetPrimaryKeyString(), (first, stored[0]), (second, stored[1])));

    /// <summary>
    /// Reads the stored windows that an answer takes and answers in the turn in which they fit the state. While they are read, entries may
    /// be applied, which moves what is asked for; and a snapshot may be committed, after which windows that were in memory are in the store
    /// only. Then it is read again, mostly from the cache.
    /// </summary>
    private async Task<T> AnswerAsync<T>(Func<WindowRead?>[] plans, Func<StoredWindows[], T> answer)
    {
        StoredWindows[] stored = new StoredWindows[plans.Length];
        int version = -1;
        while (true)
        {
            if (version != _state.StoredVersion)
                Array.Fill(stored, StoredWindows.None);
            version = _state.StoredVersion;
            if (FindMissing(plans, stored) is not { } missing)
                return answer(stored);
            stored[missing.Index] = await ReadStoredAsync(missing.Read);
        }
    }

    private async ValueTask<StoredWindows> ReadStoredAsync(WindowRead read)
    {
        try
        {
            return await _windows.ReadAsync(read, _state.Options.Windows.Tiers[read.Tier].WidthMs);
        }
        catch (EventLogException exception) when (exception.IsSuperseded)
        {
            // Another activation has written snapshots since: what this one takes to be stored is not there any more.
            Fail();
            throw;
        }
    }

    private static (int Index, WindowRead Read)? FindMissing(Func<WindowRead?>[] plans, StoredWindows[] stored)
    {
        for (int index = 0; index < plans.Length; index++)
        {
            if (plans[index]() is { } read && !stored[index].Read.Covers(read))
                return (index, read);
        }

        return null;
    }
}
