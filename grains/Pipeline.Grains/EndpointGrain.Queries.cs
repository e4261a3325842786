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

    private async Task<T> AnswerAsync<T>(Func<WindowRead?>[] plans, Func<StoredWindows[], T> answer)
    {
        try
        {
            return await _windows.AnswerAsync(_state, plans, stored => _isFailed ? throw BeingBroughtBack() : answer(stored));
        }
        catch (EventLogException exception) when (exception.IsSuperseded)
        {
            // Another activation has written snapshots since: what this one takes to be stored is not there any more.
            Fail();
            throw;
        }
    }

    /// <summary>After a failure memory is of no use, not even to answer from.</summary>
    private InvalidOperationException BeingBroughtBack() => new($"Endpoint '{this.GetPrimaryKeyString()}' is being brought back from the log.");
}
