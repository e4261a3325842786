using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Series of an endpoint.</summary>
public static class EndpointSeries
{
    /// <summary>The stored windows that <see cref="Series"/> takes besides those in memory; null if it takes none.</summary>
    public static WindowRead? ReadFor(this EndpointState state, SeriesQuery query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        return SeriesEvaluation.ReadFor(SourceOf(state), query);
    }

    /// <summary>Aggregates step by step, or what is wrong with the question.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="query">Which aggregates, steps and time.</param>
    /// <param name="stored">What <see cref="ReadFor"/> asks for, or more; null if that was null.</param>
    /// <exception cref="ArgumentException"><paramref name="stored"/> lacks windows.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public static SeriesOutcome Series(this EndpointState state, SeriesQuery query, StoredWindows? stored = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        return SeriesEvaluation.Evaluate(SourceOf(state), query, stored ?? StoredWindows.None);
    }

    private static SeriesSource SourceOf(EndpointState state) => new(
        state.Windows,
        state.Segments.Names,
        new SeriesNames(state.Operations.Names, state.Values.Names),
        state.EarliestUnixMs,
        state.LatestUnixMs);
}
