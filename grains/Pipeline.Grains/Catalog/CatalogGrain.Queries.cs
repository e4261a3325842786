using System.Collections.Immutable;
using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Catalog;

/// <summary>What the catalog answers: all of it from memory, nothing from endpoints.</summary>
public sealed partial class CatalogGrain
{
    private const int InnerOverflowMax = 20;
    private const int OverflowNamesMax = 100;

    private int EndpointCount => _state.Endpoints.Count + (_state.UsesOther ? 1 : 0);

    public Task<EndpointPage> ListAsync(EndpointListQuery query)
    {
        instruments.CountCall("list");
        (ImmutableArray<EndpointSummaryReport> endpoints, ListPosition? last) = EndpointListing.PageOf(Names().Select(SummaryOf), query);
        return Task.FromResult(new EndpointPage(endpoints, EndpointCount, NowUnixMs, last));
    }

    public Task<CatalogReport> DescribeAsync()
    {
        instruments.CountCall("describe");
        long now = NowUnixMs;
        int admitted = _state.Endpoints.Count;
        long? closedUntil = _state.PlacesClosedUntilUnixMs is { } until && until > now ? until : null;
        PlacesReport places = new(
            _options.EndpointCountMax,
            admitted,
            Math.Max(0, _options.EndpointCountMax - admitted),
            _state.RetiredCount,
            _options.EndpointIdleAfter.TotalSeconds,
            closedUntil);
        CatalogSegmentsReport segments = new(_options.SegmentCountMax, _state.Segments.Count, _state.SegmentsAreClosed);
        return Task.FromResult(new CatalogReport(now, _state.Epoch, places, segments, DescribeOverflow(), DescribeInnerOverflow()));
    }

    private EndpointSummaryReport SummaryOf(string name) =>
        _reports.TryGet(name, out KnownEndpoint? known) ? known.Summary : EndpointSummaryReport.Unknown(name);

    private EndpointOverflowReport DescribeOverflow()
    {
        long events = _reports.TryGet(CatalogLimits.Other, out KnownEndpoint? other) ? other.Events : 0;
        return new EndpointOverflowReport(
            events,
            _state.RememberedCount,
            [.. _reports.Overflowing.Names
                .OrderByDescending(name => name.Events)
                .ThenBy(name => name.Name, StringComparer.Ordinal)
                .Take(OverflowNamesMax)
                .Select(name => new OverflowNameReport(name.Name, name.Events, name.Excess))],
            _state.UnrememberedCount + _reports.UnloggedCount,
            _state.UnrememberedSinceUnixMs,
            _state.UnrememberedLastUnixMs);
    }

    private InnerOverflowReport DescribeInnerOverflow()
    {
        long segments = 0;
        long operations = 0;
        long values = 0;
        List<KnownEndpoint> overflowing = [];
        foreach (KnownEndpoint endpoint in _reports.Endpoints.Values)
        {
            segments += endpoint.Overflow.Segments;
            operations += endpoint.Overflow.Operations;
            values += endpoint.Overflow.Values;
            if (TotalOf(endpoint) > 0)
                overflowing.Add(endpoint);
        }

        return new InnerOverflowReport(
            segments,
            operations,
            values,
            [.. overflowing
                .OrderByDescending(TotalOf)
                .ThenBy(endpoint => endpoint.Summary.Name, StringComparer.Ordinal)
                .Take(InnerOverflowMax)
                .Select(endpoint => new EndpointInnerOverflowReport(
                    endpoint.Summary.Name, endpoint.Overflow.Segments, endpoint.Overflow.Operations, endpoint.Overflow.Values))]);
    }

    private static long TotalOf(KnownEndpoint endpoint) => endpoint.Overflow.Segments + endpoint.Overflow.Operations + endpoint.Overflow.Values;
}
