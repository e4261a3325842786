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
        [() => State.ReadFor(EndpointReports.ToCore(State, query))],
        stored => EndpointReports.Create(State, this.GetPrimaryKeyString(), query, stored[0]));

    public Task<ComparisonReport> CompareAsync(ComparedSide first, ComparedSide second) => AnswerAsync(
        [
            () => State.ReadFor(EndpointReports.ToCore(State, first.Range)),
            () => State.ReadFor(EndpointReports.ToCore(State, second.Range)),
        ],
        stored => ComparisonReports.Create(State, this.GetPrimaryKeyString(), (first, stored[0]), (second, stored[1])));

    private async Task<T> AnswerAsync<T>(Func<WindowRead?>[] plans, Func<StoredWindows[], T> answer)
    {
        try
        {
            return await _windows.AnswerAsync(State, plans, stored => _isFailed ? throw BeingBroughtBack() : answer(stored));
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
