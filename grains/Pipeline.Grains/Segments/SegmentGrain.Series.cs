using Pipeline.Core.Series;
using Pipeline.Grains.Abstractions;
using CoreQuery = Pipeline.Core.Series.SeriesQuery;
using SeriesQuery = Pipeline.Grains.Abstractions.SeriesQuery;

namespace Pipeline.Grains.Segments;

/// <summary>Aggregates step by step, over all endpoints that publish the segment.</summary>
public sealed partial class SegmentGrain
{
    public async Task<SeriesAnswer> QuerySeriesAsync(SeriesQuery query)
    {
        if (!SeriesReports.TryToCore(query, out CoreQuery? core, out string defect))
            return SeriesReports.Malformed(defect);
        // To its windows the segment is all there is.
        CoreQuery all = core with { Segment = null };
        return await AnswerAsync(
            () => _state.Aggregates.ReadFor(all),
            stored => SeriesReports.Create(_state.Aggregates.Series(all, stored), core with { Segment = _key }, endpoint: null));
    }
}
