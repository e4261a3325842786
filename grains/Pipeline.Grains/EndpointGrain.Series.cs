using Pipeline.Core.Series;
using Pipeline.Grains.Abstractions;
using CoreQuery = Pipeline.Core.Series.SeriesQuery;
using SeriesQuery = Pipeline.Grains.Abstractions.SeriesQuery;

namespace Pipeline.Grains;

/// <summary>Aggregates step by step.</summary>
public sealed partial class EndpointGrain
{
    public Task<SeriesAnswer> QuerySeriesAsync(SeriesQuery query)
    {
        if (!SeriesReports.TryToCore(query, out CoreQuery? core, out string defect))
            return Task.FromResult(SeriesReports.Malformed(defect));
        return AnswerAsync(
            [() => State.ReadFor(core)],
            stored => SeriesReports.Create(State.Series(core, stored[0]), core, this.GetPrimaryKeyString()));
    }
}
